//! One row of the file, column by column (一行): its values, or why it is refused.
use super::EXTERNAL_MAX;
use super::column::{Cells, joined};
use super::mapping::{Mapping, PointCells, Standing};
use super::matcher::{Matcher, normal};
use super::moment::Bad;
use super::place::NoPoint;
use super::read::Rows;
use super::refusal::Refusal;
use super::said::{Bound, Closed, Named, Row};
use crate::grid::matter::{Body, Words};
use base::place::Point;
use base::{Text, TextRefused, Timestamp};
use grid::matter::Source;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::io::Read;

type Result<T> = std::result::Result<T, Refusal>;

/// Reads rows by one mapping.
pub(super) struct Reader<'a> {
    pub mapping: &'a Mapping,
    pub bound: Bound,
    /// Nothing is reported or ended later than this.
    pub now: Timestamp,
}

impl Reader<'_> {
    /// What the row says, nothing where it is to be left out, or the first reason to refuse it.
    pub fn read<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Row>> {
        self.row(rows).map_err(|refusal| refusal.at(rows.line()))
    }

    fn row<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Row>> {
        let (got, want) = (rows.len(), self.bound.names.len());
        if got != want {
            return Err(Refusal::new("fields", &got.to_string()).fact(want));
        }
        let columns = &self.bound.columns;
        let standing = self.standing(rows)?;
        if standing == Some(Standing::LeftOut) || self.is_left_out(rows)? {
            return Ok(None);
        }
        let opened = self.opened(rows)?;
        let closed = self.closed(rows, opened, standing)?;
        Ok(Some(Row {
            line: rows.line(),
            external: self.external(rows)?,
            opened,
            target: self.time(rows, columns.target.as_ref(), "target_unreadable")?,
            closed,
            category: self.category(rows)?,
            source: self.source(rows)?,
            body: self.body(rows)?,
            address: self.words(rows, columns.address.as_ref(), "address_long")?,
            point: self.point(rows)?,
            named: self.named(rows)?,
        }))
    }

    fn text<'r, R: Read>(&self, rows: &'r Rows<R>, cells: &Cells<usize>) -> Result<Cow<'r, str>> {
        cells.read(rows).map_err(|at| self.no_text(rows, at))
    }

    fn optional<'r, R: Read>(
        &self,
        rows: &'r Rows<R>,
        cells: Option<&Cells<usize>>,
    ) -> Result<Cow<'r, str>> {
        cells.map_or(Ok(Cow::Borrowed("")), |cells| self.text(rows, cells))
    }

    fn no_text<R: Read>(&self, rows: &Rows<R>, at: usize) -> Refusal {
        let shown = String::from_utf8_lossy(rows.bytes(at));
        Refusal::new("encoding", &shown).column(&self.bound.names[at])
    }

    fn refuse(&self, code: &'static str, value: &str, cells: Option<&Cells<usize>>) -> Refusal {
        let refusal = Refusal::new(code, value);
        match cells {
            Some(cells) => refusal.column(&cells.name),
            None => refusal,
        }
    }

    fn is_left_out<R: Read>(&self, rows: &Rows<R>) -> Result<bool> {
        for (cells, rule) in self.bound.leave_out.iter().zip(&self.mapping.leave_out) {
            if rule.values.contains(&normal(&self.text(rows, cells)?)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The other system's number behind the mapping's name; a row without one is known by its
    /// own text, so it too is taken once.
    fn external<R: Read>(&self, rows: &Rows<R>) -> Result<String> {
        let name = &self.mapping.name;
        let Some(cells) = &self.bound.columns.external else {
            let mut hash = Sha256::new();
            for column in 0..rows.len() {
                hash.update(rows.bytes(column));
                hash.update([0xff]); // no text of any encoding here holds this byte
            }
            let digest = hash.finalize();
            let digest = u128::from_be_bytes(digest[..16].try_into().expect("half of 32 bytes"));
            return Ok(format!("{name}:{digest:032x}"));
        };
        let text = self.text(rows, cells)?;
        if text.is_empty() {
            return Err(self.refuse("external_missing", &text, Some(cells)));
        }
        if is_rounded(&text) {
            return Err(self.refuse("external_rounded", &text, Some(cells)));
        }
        let external = format!("{name}:{text}");
        if external.chars().count() > EXTERNAL_MAX {
            let most = EXTERNAL_MAX - name.len() - 1;
            return Err(self.refuse("external_long", &text, Some(cells)).fact(most));
        }
        Ok(external)
    }

    fn opened<R: Read>(&self, rows: &Rows<R>) -> Result<Timestamp> {
        let cells = Some(&self.bound.columns.opened);
        let opened = self.time(rows, cells, "opened_unreadable")?;
        opened.ok_or_else(|| self.refuse("opened_missing", "", cells))
    }

    fn time<R: Read>(
        &self,
        rows: &Rows<R>,
        cells: Option<&Cells<usize>>,
        code: &'static str,
    ) -> Result<Option<Timestamp>> {
        let text = self.optional(rows, cells)?;
        if text.is_empty() {
            return Ok(None);
        }
        let time = self.mapping.moments.read(&text).map_err(|bad| match bad {
            Bad::Unreadable => self.refuse(code, &text, cells),
            Bad::NoZone => self.refuse("no_zone", &text, cells),
        })?;
        // Another system's target may well lie ahead.
        if time > self.now && code != "target_unreadable" {
            return Err(self.refuse("in_the_future", &text, cells));
        }
        Ok(Some(time))
    }

    fn standing<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Standing>> {
        let Some(status) = &self.mapping.status else { return Ok(None) };
        self.matched(rows, &self.bound.status, status, "status_unknown").map(Some)
    }

    /// Whether and how it ended: by its status where the mapping names one, else by its closing
    /// time.
    fn closed<R: Read>(
        &self,
        rows: &Rows<R>,
        opened: Timestamp,
        standing: Option<Standing>,
    ) -> Result<Option<Closed>> {
        if standing == Some(Standing::Open) {
            return Ok(None);
        }
        let cells = self.bound.columns.closed.as_ref();
        let Some(at) = self.time(rows, cells, "closed_unreadable")? else {
            if standing.is_none() {
                return Ok(None);
            }
            return Err(self.refuse("closed_missing", "", cells.or(self.bound.status.first())));
        };
        if at < opened {
            let text = self.optional(rows, cells)?;
            return Err(self.refuse("closed_before_opened", &text, cells));
        }
        let ending = &self.mapping.ending;
        let ending = self.matched(rows, &self.bound.ending, ending, "ending_unknown")?;
        let (result, result_cut) = self.result(rows)?;
        Ok(Some(Closed { at, ending, result, result_cut }))
    }

    fn result<R: Read>(&self, rows: &Rows<R>) -> Result<(Option<Words>, bool)> {
        let cells = self.bound.columns.result.as_ref();
        let text = self.optional(rows, cells)?;
        let name = cells.map_or("", |cells| &cells.name);
        let refuse = |refused| text_refused(refused, &text, "result_long").column(name);
        match Words::optional(&text) {
            Err(TextRefused::TooLong { max, .. }) => {
                let cut: String = text.chars().take(max).collect();
                Ok((Words::optional(&cut).map_err(refuse)?, true))
            }
            words => Ok((words.map_err(refuse)?, false)),
        }
    }

    /// The code of some columns by the mapping's rules.
    fn matched<R: Read, T: Clone + PartialEq>(
        &self,
        rows: &Rows<R>,
        columns: &[Cells<usize>],
        matcher: &Matcher<T>,
        unknown: &'static str,
    ) -> Result<T> {
        let mut values = Vec::with_capacity(columns.len());
        for cells in columns {
            values.push(self.text(rows, cells)?);
        }
        let values: Vec<&str> = values.iter().map(|value| &**value).collect();
        let found = matcher.find(&values);
        found.ok_or_else(|| self.refuse(unknown, &values.join(" / "), columns.first()))
    }

    fn category<R: Read>(&self, rows: &Rows<R>) -> Result<String> {
        let matcher = &self.mapping.category;
        self.matched(rows, &self.bound.category, matcher, "category_unknown")
    }

    fn source<R: Read>(&self, rows: &Rows<R>) -> Result<Source> {
        self.matched(rows, &self.bound.source, &self.mapping.source, "source_unknown")
    }

    fn body<R: Read>(&self, rows: &Rows<R>) -> Result<Body> {
        let text = joined(&self.bound.body, rows).map_err(|at| self.no_text(rows, at))?;
        Body::new(&text).map_err(|refused| text_refused(refused, &text, "body_long"))
    }

    fn words<R: Read, const MAX: usize>(
        &self,
        rows: &Rows<R>,
        cells: Option<&Cells<usize>>,
        long: &'static str,
    ) -> Result<Option<Text<MAX>>> {
        let text = self.optional(rows, cells)?;
        let words = Text::optional(&text).map_err(|refused| text_refused(refused, &text, long));
        words.map_err(|refusal| refusal.column(cells.map_or("", |cells| &cells.name)))
    }

    fn point<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Point>> {
        let points = self.mapping.points;
        let (cells, text, point) = match &self.bound.place.point {
            PointCells::None => return Ok(None),
            PointCells::One(point) => {
                let text = self.text(rows, point)?;
                let read = points.of_one(&text);
                (point, text, read)
            }
            PointCells::Two { lon, lat } => {
                let text = self.text(rows, lon)?;
                let read = points.of_two(&text, &self.text(rows, lat)?);
                (lon, text, read)
            }
        };
        point.map_err(|NoPoint { projected }| {
            let code = if projected { "point_projected" } else { "point_unreadable" };
            self.refuse(code, &text, Some(cells))
        })
    }

    fn named<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Named>> {
        let place = &self.bound.place;
        if !place.has_names() {
            return Ok(None);
        }
        let text =
            |cells: &Option<Cells<usize>>| self.optional(rows, cells.as_ref()).map(Cow::into_owned);
        Ok(Some(Named {
            grid: text(&place.grid)?,
            community: text(&place.community)?,
            street: text(&place.street)?,
            words: text(&place.named_in)?,
        }))
    }
}

/// A long number that a spreadsheet has shown and saved as `2.0250301E+14`: its end is lost.
fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    digits(whole) && digits(fraction) && power.strip_prefix('+').is_some_and(digits)
}

fn text_refused(refused: TextRefused, text: &str, long: &'static str) -> Refusal {
    match refused {
        TextRefused::Empty => Refusal::new("body_empty", text),
        TextRefused::TooLong { max, .. } => Refusal::new(long, text).fact(max),
        TextRefused::Control => Refusal::new("control_character", text),
    }
}

//! One row of the file, column by column (一行): its values, or why it is refused.
use super::EXTERNAL_MAX;
use super::mapping::Mapping;
use super::moment::Bad;
use super::read::Rows;
use super::refusal::Refusal;
use super::template::Template;
use crate::grid::matter::{Address, Body, Words};
use base::place::Point;
use base::{Text, TextRefused, Timestamp};
use grid::matter::{Ending, Source};
use sha2::{Digest as _, Sha256};
use std::io::Read;

/// The columns of a mapping by their place in the file's rows.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub names: Vec<String>,
    pub external: Option<usize>,
    pub opened: usize,
    pub target: Option<usize>,
    pub closed: Option<usize>,
    pub address: Option<usize>,
    pub result: Option<usize>,
    pub status: Option<usize>,
    pub point: (usize, Option<usize>),
    pub body: Template<usize>,
    pub category: Vec<usize>,
    pub ending: Vec<usize>,
    pub source: Vec<usize>,
}

/// What a row says, in our own terms.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub line: u64,
    pub external: String,
    pub opened: Timestamp,
    /// The other system's own deadline; compared, never promised.
    pub target: Option<Timestamp>,
    pub closed: Option<Closed>,
    pub category: String,
    pub source: Source,
    pub body: Body,
    pub address: Option<Address>,
    pub point: Option<Point>,
}

/// How the other system ended it.
#[derive(Clone, Debug)]
pub(super) struct Closed {
    pub at: Timestamp,
    pub ending: Ending,
    pub result: Option<Words>,
    /// The result was longer than fits; its beginning is kept, and the history says so.
    pub result_cut: bool,
}

type Result<T> = std::result::Result<T, Refusal>;

/// Reads rows by one mapping.
pub(super) struct Reader<'a> {
    pub mapping: &'a Mapping,
    pub bound: Bound,
    /// Nothing is reported or ended later than this.
    pub now: Timestamp,
}

impl Reader<'_> {
    /// What the row says, or the first reason to refuse it.
    pub fn read<R: Read>(&self, rows: &Rows<R>) -> Result<Row> {
        self.row(rows).map_err(|refusal| refusal.at(rows.line()))
    }

    fn row<R: Read>(&self, rows: &Rows<R>) -> Result<Row> {
        let (got, want) = (rows.len(), self.bound.names.len());
        if got != want {
            return Err(Refusal::new("fields", &got.to_string()).fact(want));
        }
        let opened = self.opened(rows)?;
        let closed = self.closed(rows, opened)?;
        Ok(Row {
            line: rows.line(),
            external: self.external(rows)?,
            opened,
            target: self.time(rows, self.bound.target, "target_unreadable")?,
            closed,
            category: self.category(rows)?,
            source: self.source(rows)?,
            body: self.body(rows)?,
            address: self.words(rows, self.bound.address, "address_long")?,
            point: self.point(rows)?,
        })
    }

    fn text<'r, R: Read>(&self, rows: &'r Rows<R>, at: usize) -> Result<&'r str> {
        rows.text(at).map_err(|bytes| {
            let shown = String::from_utf8_lossy(bytes);
            Refusal::new("encoding", &shown).column(&self.bound.names[at])
        })
    }

    fn refuse(&self, code: &'static str, value: &str, at: usize) -> Refusal {
        Refusal::new(code, value).column(&self.bound.names[at])
    }

    /// The other system's number behind the mapping's name; a row without one is known by its
    /// own text, so it too is taken once.
    fn external<R: Read>(&self, rows: &Rows<R>) -> Result<String> {
        let name = &self.mapping.name;
        let Some(at) = self.bound.external else {
            let mut hash = Sha256::new();
            for column in 0..rows.len() {
                hash.update(rows.bytes(column));
                hash.update([0xff]); // no text of any encoding here holds this byte
            }
            let digest = hash.finalize();
            let digest = u128::from_be_bytes(digest[..16].try_into().expect("half of 32 bytes"));
            return Ok(format!("{name}:{digest:032x}"));
        };
        let text = self.text(rows, at)?;
        if text.is_empty() {
            return Err(self.refuse("external_missing", text, at));
        }
        let external = format!("{name}:{text}");
        if external.chars().count() > EXTERNAL_MAX {
            let most = EXTERNAL_MAX - name.len() - 1;
            return Err(self.refuse("external_long", text, at).fact(most));
        }
        Ok(external)
    }

    fn opened<R: Read>(&self, rows: &Rows<R>) -> Result<Timestamp> {
        let at = self.bound.opened;
        let opened = self.time(rows, Some(at), "opened_unreadable")?;
        opened.ok_or_else(|| self.refuse("opened_missing", "", at))
    }

    fn time<R: Read>(
        &self,
        rows: &Rows<R>,
        at: Option<usize>,
        code: &'static str,
    ) -> Result<Option<Timestamp>> {
        let Some(at) = at else { return Ok(None) };
        let text = self.text(rows, at)?;
        if text.is_empty() {
            return Ok(None);
        }
        let time = self.mapping.moments.read(text).map_err(|bad| match bad {
            Bad::Unreadable => self.refuse(code, text, at),
            Bad::NoZone => self.refuse("no_zone", text, at),
        })?;
        // Another system's target may well lie ahead.
        if time > self.now && Some(at) != self.bound.target {
            return Err(self.refuse("in_the_future", text, at));
        }
        Ok(Some(time))
    }

    /// Whether and how it ended: by its status where the mapping names one, else by its closing
    /// time.
    fn closed<R: Read>(&self, rows: &Rows<R>, opened: Timestamp) -> Result<Option<Closed>> {
        let ended = match (&self.mapping.status, self.bound.status) {
            (Some(status), Some(at)) => {
                let text = self.text(rows, at)?;
                let is = |list: &[String]| list.iter().any(|s| s.eq_ignore_ascii_case(text));
                match (is(&status.open), is(&status.closed)) {
                    (true, _) => return Ok(None),
                    (false, true) => true,
                    (false, false) => return Err(self.refuse("status_unknown", text, at)),
                }
            }
            _ => false,
        };
        let Some(at) = self.time(rows, self.bound.closed, "closed_unreadable")? else {
            if !ended {
                return Ok(None);
            }
            let column = self.bound.closed.or(self.bound.status).unwrap_or_default();
            return Err(self.refuse("closed_missing", "", column));
        };
        if at < opened {
            let column = self.bound.closed.unwrap_or_default();
            return Err(self.refuse("closed_before_opened", self.text(rows, column)?, column));
        }
        let (values, ending) = self.matched(rows, &self.bound.ending, &self.mapping.ending)?;
        let ending = ending.ok_or_else(|| {
            let column = self.bound.ending.first().copied().unwrap_or_default();
            self.refuse("ending_unknown", &values, column)
        })?;
        let (result, result_cut) = self.result(rows)?;
        Ok(Some(Closed { at, ending, result, result_cut }))
    }

    fn result<R: Read>(&self, rows: &Rows<R>) -> Result<(Option<Words>, bool)> {
        let Some(at) = self.bound.result else { return Ok((None, false)) };
        let text = self.text(rows, at)?;
        let refuse =
            |refused| text_refused(refused, text, "result_long").column(&self.bound.names[at]);
        match Words::optional(text) {
            Err(TextRefused::TooLong { max, .. }) => {
                let cut: String = text.chars().take(max).collect();
                Ok((Words::optional(&cut).map_err(refuse)?, true))
            }
            words => Ok((words.map_err(refuse)?, false)),
        }
    }

    fn matched<R: Read, T: Clone + PartialEq>(
        &self,
        rows: &Rows<R>,
        columns: &[usize],
        matcher: &super::matcher::Matcher<T>,
    ) -> Result<(String, Option<T>)> {
        let mut values = Vec::with_capacity(columns.len());
        for at in columns {
            values.push(self.text(rows, *at)?);
        }
        let found = matcher.find(&values);
        let shown = if found.is_none() { values.join(" / ") } else { String::new() };
        Ok((shown, found))
    }

    fn category<R: Read>(&self, rows: &Rows<R>) -> Result<String> {
        let columns = &self.bound.category;
        let (values, found) = self.matched(rows, columns, &self.mapping.category)?;
        let first = columns.first().copied().unwrap_or_default();
        found.ok_or_else(|| self.refuse("category_unknown", &values, first))
    }

    fn source<R: Read>(&self, rows: &Rows<R>) -> Result<Source> {
        let columns = &self.bound.source;
        let (values, found) = self.matched(rows, columns, &self.mapping.source)?;
        let first = columns.first().copied().unwrap_or_default();
        found.ok_or_else(|| self.refuse("source_unknown", &values, first))
    }

    fn body<R: Read>(&self, rows: &Rows<R>) -> Result<Body> {
        let bad = std::cell::Cell::new(None);
        let text = self.bound.body.fill(&|at| match rows.text(at) {
            Ok(text) => text,
            Err(_) => {
                bad.set(Some(at));
                ""
            }
        });
        if let Some(at) = bad.get() {
            self.text(rows, at)?;
        }
        Body::new(&text).map_err(|refused| text_refused(refused, &text, "body_long"))
    }

    fn words<R: Read, const MAX: usize>(
        &self,
        rows: &Rows<R>,
        at: Option<usize>,
        long: &'static str,
    ) -> Result<Option<Text<MAX>>> {
        let Some(at) = at else { return Ok(None) };
        let text = self.text(rows, at)?;
        let words = Text::optional(text).map_err(|refused| text_refused(refused, text, long));
        words.map_err(|refusal| refusal.column(&self.bound.names[at]))
    }

    fn point<R: Read>(&self, rows: &Rows<R>) -> Result<Option<Point>> {
        let (first, second) = self.bound.point;
        let text = self.text(rows, first)?;
        let points = self.mapping.points;
        let point = match second {
            Some(lat) => points.of_two(text, self.text(rows, lat)?),
            None => points.of_one(text),
        };
        point.map_err(|()| self.refuse("point_unreadable", text, first))
    }
}

fn text_refused(refused: TextRefused, text: &str, long: &'static str) -> Refusal {
    match refused {
        TextRefused::Empty => Refusal::new("body_empty", text),
        TextRefused::TooLong { max, .. } => Refusal::new(long, text).fact(max),
        TextRefused::Control => Refusal::new("control_character", text),
    }
}

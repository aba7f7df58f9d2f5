//! A row of a list, understood (台账行): what it says of a worker, or what is wrong with which cell.
//!
//! Pure: what is on record already is compared elsewhere.
use super::Finding;
use super::columns::Column;
use super::places::Places;
use super::words::{self, DayRefused};
use ::ladder::number::{Number, NumberKind};
use ::ladder::scheme::PostKind;
use ::ladder::worker::{Certificate, EducationLevel, Rating, Tenure};
use base::{Date, UnitId};
use sheet::table::Line;

/// What a row says of a worker (台账条目).
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub sheet: usize,
    pub line: Line,
    pub community: UnitId,
    pub name: String,
    pub kind: PostKind,
    pub level: u8,
    pub placed: Date,
    pub tenure: Tenure,
    pub secretary: bool,
    pub since: Date,
    /// Level, diploma, degree.
    pub education: Vec<(EducationLevel, bool, bool)>,
    pub certificate: Option<(Certificate, Date)>,
    pub results: Vec<(i16, Rating)>,
    pub id_number: Option<Number>,
    pub bank_card: Option<Number>,
    /// Empty where the list has none: then the one of the whole file holds.
    pub order_no: String,
}

/// A name as the organisation takes it.
const NAME_MAX: usize = 60;
/// Digits that Excel keeps of a number.
const DIGITS_KEPT: usize = 15;

/// Reads a row; tells everything that is wrong with it at once.
pub(super) fn read(
    sheet: usize,
    line: &Line,
    places: &Places,
    today: Date,
) -> Result<Entry, Vec<Finding>> {
    let mut row = Row { sheet, line, today, findings: Vec::new() };
    let community = row.community(places);
    let name = row.name();
    let (kind, level) = (row.word(Column::Post, "post", words::post), row.level());
    let tenure = row.word(Column::Tenure, "tenure", words::tenure);
    let (since, placed) = (row.day(Column::Since), row.day(Column::Placed));
    let education = row.education();
    let certificate = row.certificate();
    let results = row.results();
    let id_number = row.number(Column::IdNumber, NumberKind::IdNumber);
    let bank_card = row.number(Column::BankCard, NumberKind::BankCard);
    let order_no = row.order_no();
    let secretary = words::is_secretary(&line.text(Column::Title.place()));
    let needed = (|| {
        Some(Entry {
            sheet,
            line: line.clone(),
            community: community?,
            name: name?,
            kind: kind?,
            level: level?,
            placed: placed?,
            tenure: tenure?,
            secretary,
            since: since?,
            education,
            certificate,
            results,
            id_number,
            bank_card,
            order_no,
        })
    })();
    match needed {
        Some(entry) if row.findings.is_empty() => Ok(entry),
        _ => Err(row.findings),
    }
}

struct Row<'a> {
    sheet: usize,
    line: &'a Line,
    today: Date,
    findings: Vec<Finding>,
}

impl Row<'_> {
    fn text(&self, column: Column) -> String {
        self.line.text(column.place())
    }

    fn wrong(&mut self, column: Column, code: &'static str, facts: &[(&'static str, String)]) {
        self.findings.push(Finding::at(self.sheet, self.line, column, code, facts));
    }

    fn community(&mut self, places: &Places) -> Option<UnitId> {
        let written = self.text(Column::Community);
        if written.is_empty() {
            self.wrong(Column::Community, "empty", &[]);
            return None;
        }
        let Some(found) = places.community(&written) else {
            let written = [("written", words::bare(&written))];
            match places.nearest(&written[0].1) {
                Some(near) => {
                    let facts = [written[0].clone(), ("near", near.to_owned())];
                    self.wrong(Column::Community, "community_near", &facts);
                }
                None => self.wrong(Column::Community, "community", &written),
            }
            return None;
        };
        let street = self.text(Column::Street);
        if !street.is_empty() && !places.is_in_street(found, &street) {
            let facts = [("written", words::bare(&street))];
            self.wrong(Column::Street, "street", &facts);
            return None;
        }
        Some(found)
    }

    fn name(&mut self) -> Option<String> {
        let name = words::name(&self.text(Column::Name));
        let code = match () {
            () if name.is_empty() => "empty",
            () if words::is_private(&name) => "name_private",
            () if name.chars().count() > NAME_MAX || name.chars().any(char::is_control) => "name",
            () => return Some(name),
        };
        self.wrong(Column::Name, code, &[]);
        None
    }

    fn word<T>(
        &mut self,
        column: Column,
        code: &'static str,
        meant: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let written = self.text(column);
        let found = meant(&written);
        if found.is_none() {
            let code = if written.is_empty() { "empty" } else { code };
            self.wrong(column, code, &[("written", short(&written))]);
        }
        found
    }

    fn level(&mut self) -> Option<u8> {
        self.word(Column::Level, "level", words::level)
    }

    fn day(&mut self, column: Column) -> Option<Date> {
        let Some(cell) = self.line.cells.get(&column.place()) else {
            self.wrong(column, "empty", &[]);
            return None;
        };
        let code = match words::day(&cell.value) {
            Ok(day) if day <= self.today => return Some(day),
            Ok(_) => "day_ahead",
            Err(DayRefused::YearOnly) => "day_year",
            Err(DayRefused::Month) => "day_month",
            Err(DayRefused::None) => "day",
        };
        let written = short(&cell.value.text());
        self.wrong(column, code, &[("written", written)]);
        None
    }

    /// Of each level what paper there is: the diploma says 学历, the degree says 学位.
    fn education(&mut self) -> Vec<(EducationLevel, bool, bool)> {
        let mut papers: Vec<(EducationLevel, bool, bool)> = Vec::new();
        let diploma = match self.text(Column::Education) {
            written if written.is_empty() => None,
            _ => self.word(Column::Education, "education", words::education),
        };
        let degree = match self.text(Column::Degree) {
            written if written.is_empty() => None,
            _ => self.word(Column::Degree, "degree", words::degree),
        };
        for level in [EducationLevel::Bachelor, EducationLevel::Master, EducationLevel::Doctor] {
            let (has_diploma, has_degree) = (diploma == Some(level), degree == Some(level));
            if has_diploma || has_degree {
                papers.push((level, has_diploma, has_degree));
            }
        }
        papers
    }

    fn certificate(&mut self) -> Option<(Certificate, Date)> {
        if self.text(Column::Certificate).is_empty() {
            return None;
        }
        let found = self.word(Column::Certificate, "certificate", words::certificate)?;
        if found == Certificate::None {
            return None;
        }
        self.day(Column::CertificateSince).map(|since| (found, since))
    }

    fn results(&mut self) -> Vec<(i16, Rating)> {
        let results = self.word(Column::Results, "results", words::results);
        let results = results.unwrap_or_default();
        if let Some((year, _)) = results.iter().find(|(year, _)| *year >= self.today.year()) {
            self.wrong(Column::Results, "year_not_over", &[("year", year.to_string())]);
        }
        results
    }

    /// A number that Excel took for one has lost digits where it has more than it keeps; one whose
    /// digits are all there may still be what was meant.
    fn number(&mut self, column: Column, kind: NumberKind) -> Option<Number> {
        let cell = self.line.cells.get(&column.place())?;
        let written = cell.value.text();
        let digits = written.chars().filter(char::is_ascii_digit).count();
        if cell.value.is_number() && (digits > DIGITS_KEPT || written.contains(['e', 'E', '.'])) {
            self.wrong(column, "number_lost", &[]);
            return None;
        }
        match Number::parse(kind, &written) {
            Ok(number) => Some(number),
            Err(refused) => {
                // The number itself is not repeated: it stands in the sender's own cell.
                self.wrong(column, refused.code(), &[]);
                None
            }
        }
    }

    fn order_no(&mut self) -> String {
        let order_no = self.text(Column::OrderNo);
        if order_no.chars().count() > super::super::record::ORDER_MAX
            || order_no.chars().any(char::is_control)
        {
            self.wrong(Column::OrderNo, "order_no", &[]);
        }
        order_no
    }
}

/// What was written, as much as fits a sentence.
fn short(written: &str) -> String {
    const SHOWN: usize = 20;
    let line = written.replace(['\n', '\r'], " ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

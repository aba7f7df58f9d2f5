//! The mapping (对照): which column of the file is what, checked when it is loaded.
//!
//! What is *not* here: how its single keys are read (`setting`), how a row is read by it (`row`).
use super::Stopped;
use super::column::Cells;
use super::lines::{Lines, MappingError};
use super::matcher::{Matcher, normal};
use super::moment::Moments;
use super::place::Points;
use super::raw::{self, Raw, Take};
use super::said::Bound;
use super::setting;
use super::template::Template;
use encoding_rs::Encoding;
use grid::matter::{Ending, Source};
use grid::rules::Category;
use std::collections::{HashMap, HashSet};
use toml::Spanned;

/// How one system's export becomes matters (对照文件).
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Names the system; it stands before each of its numbers, so two systems never share one.
    pub name: String,
    /// How many years the file's times are moved on, said in every report.
    pub shift_years: i16,
    pub(super) delimiter: u8,
    pub(super) encoding: &'static Encoding,
    /// Which filled row holds the headings, the first being 1.
    pub(super) header: u32,
    pub(super) moments: Moments,
    columns: Columns<String>,
    pub(super) place: PlaceCells<String>,
    pub(super) points: Points,
    pub(super) body: Template<String>,
    pub(super) category: Matcher<String>,
    pub(super) status: Option<Matcher<Standing>>,
    pub(super) ending: Matcher<Ending>,
    pub(super) source: Matcher<Source>,
    pub(super) leave_out: Vec<LeaveOut>,
}

/// What the other system says of a row (状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Open,
    Closed,
    /// Cancelled, a duplicate, a test: no matter of anybody's.
    LeftOut,
}

/// The columns that hold one value each.
#[derive(Clone, Debug)]
pub(super) struct Columns<C> {
    pub external: Option<Cells<C>>,
    pub opened: Cells<C>,
    pub target: Option<Cells<C>>,
    pub closed: Option<Cells<C>>,
    pub address: Option<Cells<C>>,
    pub result: Option<Cells<C>>,
}

/// Where the place stands: a point, or by name.
#[derive(Clone, Debug)]
pub(super) struct PlaceCells<C> {
    pub point: PointCells<C>,
    pub grid: Option<Cells<C>>,
    pub community: Option<Cells<C>>,
    pub street: Option<Cells<C>>,
    /// Words in which a community's name may stand.
    pub named_in: Option<Cells<C>>,
}

/// Where the point stands.
#[derive(Clone, Debug)]
pub(super) enum PointCells<C> {
    Two {
        lon: Cells<C>,
        lat: Cells<C>,
    },
    One(Cells<C>),
    /// The file has none; each row names its place.
    None,
}

impl<C> PlaceCells<C> {
    /// Whether rows may name their place.
    pub fn has_names(&self) -> bool {
        self.grid.is_some() || self.community.is_some() || self.named_in.is_some()
    }
}

/// Rows that are no matters: a column and the values by which they are known.
#[derive(Clone, Debug)]
pub(super) struct LeaveOut {
    pub cells: Cells<String>,
    pub values: HashSet<String>,
}

impl Mapping {
    /// Reads a mapping; `categories` are those that policy has today.
    pub fn read(file: &str, text: &str, categories: &[Category]) -> Result<Mapping, MappingError> {
        let lines = Lines { file, text };
        let raw: Raw = toml::from_str(text).map_err(|error| {
            lines.error(error.span().map_or(0, |span| span.start), "", error.message())
        })?;
        let moments = setting::moments(&lines, &raw.time)?;
        let (place, points) = setting::place(&lines, &raw.place)?;
        let ending =
            raw.ending.as_ref().map(|rules| Matcher::new(&lines, "ending", rules, Ending::parse));
        let source = raw.source.as_ref().map(|rules| {
            let parse = |code: &str| Source::parse(code).filter(|s| *s != Source::RootCause);
            Matcher::new(&lines, "source", rules, parse)
        });
        Ok(Mapping {
            name: setting::name(&lines, &raw.name)?,
            shift_years: moments.shift_years,
            delimiter: setting::delimiter(&lines, raw.file.delimiter.as_ref())?,
            encoding: setting::encoding(&lines, raw.file.encoding.as_ref())?,
            header: setting::header(&lines, raw.file.header.as_ref())?,
            moments,
            columns: columns(&lines, &raw.columns)?,
            place,
            points,
            body: Template::parse(raw.body.get_ref())
                .map_err(|why| lines.error(raw.body.span().start, "body", why))?,
            category: category(&lines, &raw.category, categories)?,
            status: raw.status.as_ref().map(|status| standing(&lines, status)).transpose()?,
            ending: ending.transpose()?.unwrap_or_else(|| Matcher::always(Ending::Solved)),
            source: source.transpose()?.unwrap_or_else(|| Matcher::always(Source::Import)),
            leave_out: leave_out(&lines, &raw.leave_out)?,
        })
    }

    /// Finds the mapping's columns in the file's header.
    pub(super) fn bind(&self, headings: &[String]) -> Result<Bound, Stopped> {
        let finder = Finder::new(headings);
        let cells = |cells: &Cells<String>| cells.bind(headings, |name| finder.find(name));
        let maybe = |some: &Option<Cells<String>>| some.as_ref().map(cells).transpose();
        let all = |list: &[Cells<String>]| -> Result<Vec<Cells<usize>>, Stopped> {
            list.iter().map(cells).collect()
        };
        Ok(Bound {
            columns: Columns {
                external: maybe(&self.columns.external)?,
                opened: cells(&self.columns.opened)?,
                target: maybe(&self.columns.target)?,
                closed: maybe(&self.columns.closed)?,
                address: maybe(&self.columns.address)?,
                result: maybe(&self.columns.result)?,
            },
            status: match &self.status {
                Some(status) => all(&status.columns)?,
                None => Vec::new(),
            },
            place: PlaceCells {
                point: match &self.place.point {
                    PointCells::Two { lon, lat } => {
                        PointCells::Two { lon: cells(lon)?, lat: cells(lat)? }
                    }
                    PointCells::One(point) => PointCells::One(cells(point)?),
                    PointCells::None => PointCells::None,
                },
                grid: maybe(&self.place.grid)?,
                community: maybe(&self.place.community)?,
                street: maybe(&self.place.street)?,
                named_in: maybe(&self.place.named_in)?,
            },
            body: self.body.bind(|name| finder.find(name))?,
            category: all(&self.category.columns)?,
            ending: all(&self.ending.columns)?,
            source: all(&self.source.columns)?,
            leave_out: self.leave_out.iter().map(|l| cells(&l.cells)).collect::<Result<_, _>>()?,
            names: headings.to_vec(),
        })
    }
}

/// Finds a column by its heading, or by one of several: `Opened | requested_datetime`.
struct Finder<'a> {
    headings: &'a [String],
    places: HashMap<String, usize>,
}

impl<'a> Finder<'a> {
    fn new(headings: &'a [String]) -> Finder<'a> {
        let places = headings.iter().enumerate().rev().map(|(at, name)| (fold(name), at));
        Finder { headings, places: places.collect() }
    }

    fn find(&self, name: &str) -> Result<usize, Stopped> {
        let one = |name: &str| {
            let exact = self.headings.iter().position(|heading| heading == name.trim());
            exact.or_else(|| self.places.get(&fold(name)).copied())
        };
        one(name).or_else(|| name.split('|').find_map(one)).ok_or_else(|| Stopped::Column {
            column: name.to_owned(),
            has: self.headings.join(", "),
        })
    }
}

/// Headings differ in case, width and underscores from one export to the next.
fn fold(name: &str) -> String {
    normal(&name.replace('_', " "))
}

fn columns(lines: &Lines<'_>, raw: &raw::Columns) -> Result<Columns<String>, MappingError> {
    Ok(Columns {
        external: lines.optional("columns.external", raw.external.as_ref())?,
        opened: lines.cells("columns.opened", &raw.opened)?,
        target: lines.optional("columns.target", raw.target.as_ref())?,
        closed: lines.optional("columns.closed", raw.closed.as_ref())?,
        address: lines.optional("columns.address", raw.address.as_ref())?,
        result: lines.optional("columns.result", raw.result.as_ref())?,
    })
}

/// The mapping's own rules; then, where it says so, the names and words that policy has.
fn category(
    lines: &Lines<'_>,
    raw: &raw::Match,
    categories: &[Category],
) -> Result<Matcher<String>, MappingError> {
    let known = |code: &str| {
        categories.iter().any(|category| category.code == code).then(|| code.to_owned())
    };
    let own = Matcher::new(lines, "category", raw, known)?;
    if !raw.policy_words.as_ref().is_some_and(|asked| *asked.get_ref()) {
        return Ok(own);
    }
    let words = categories.iter().flat_map(|category| {
        let names = [&category.zh, &category.en].into_iter().chain(&category.words);
        names.map(|word| (word.clone(), category.code.clone()))
    });
    Ok(own.and_then(words))
}

fn standing(lines: &Lines<'_>, raw: &raw::Status) -> Result<Matcher<Standing>, MappingError> {
    let lists = [("open", &raw.open), ("closed", &raw.closed), ("leave_out", &raw.leave_out)];
    let exact = lists.map(|(code, values)| (code.to_owned(), values.clone()));
    let rules = raw::Match {
        columns: vec![raw.column.clone()],
        default: None,
        exact: exact.into_iter().collect(),
        prefix: raw::Rules::new(),
        word: raw::Rules::new(),
        policy_words: None,
    };
    Matcher::new(lines, "status", &rules, |code| match code {
        "open" => Some(Standing::Open),
        "closed" => Some(Standing::Closed),
        "leave_out" => Some(Standing::LeftOut),
        _ => None,
    })
}

fn leave_out(lines: &Lines<'_>, raw: &raw::Rules) -> Result<Vec<LeaveOut>, MappingError> {
    let one = |(column, values): (&String, &Vec<Spanned<String>>)| {
        let key = format!("leave_out.{column}");
        let at = values.first().map_or(0, |value| value.span().start);
        let cells = Cells::parse(&Take::One(column.clone()));
        let cells = cells.map_err(|why| lines.error(at, &key, why))?;
        let values = values.iter().map(|value| normal(value.get_ref())).collect();
        Ok(LeaveOut { cells, values })
    };
    raw.iter().map(one).collect()
}

//! What a mapping takes from a row (取值): a column by its heading, another where the file has not
//! the first (`A | B`), several joined (`{A} {B}`), or the first of several that is filled.
use super::raw::Take;
use super::read::Rows;
use super::template::Template;
use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;

/// The cells of a row that make one value; by heading, or, once bound, by their place in a row.
#[derive(Clone, Debug)]
pub(super) struct Cells<C> {
    /// As the mapping or the file writes it, for whoever has to mend a row.
    pub name: String,
    first_of: Vec<One<C>>,
}

#[derive(Clone, Debug)]
enum One<C> {
    Column(C),
    Joined(Template<C>),
}

impl Cells<String> {
    /// Reads what the mapping says, or tells what is wrong with it.
    pub fn parse(take: &Take) -> Result<Cells<String>, &'static str> {
        let texts = match take {
            Take::One(text) => std::slice::from_ref(text),
            Take::FirstOf(texts) => texts.as_slice(),
        };
        let one = |text: &String| match text.trim() {
            "" => Err("names no column"),
            joined if joined.contains('{') => Template::parse(joined).map(One::Joined),
            column => Ok(One::Column(column.to_owned())),
        };
        let first_of = texts.iter().map(one).collect::<Result<Vec<_>, _>>()?;
        if first_of.is_empty() {
            return Err("names no column");
        }
        Ok(Cells { name: texts.join(", "), first_of })
    }

    /// Finds the columns in the file's header.
    pub fn bind<E>(
        &self,
        headings: &[String],
        mut column: impl FnMut(&str) -> Result<usize, E>,
    ) -> Result<Cells<usize>, E> {
        let bound = self.first_of.iter().map(|one| {
            Ok(match one {
                One::Column(name) => One::Column(column(name)?),
                One::Joined(template) => One::Joined(template.bind(&mut column)?),
            })
        });
        let first_of = bound.collect::<Result<Vec<_>, E>>()?;
        let name = match &first_of[..] {
            [One::Column(at)] => headings[*at].clone(),
            _ => self.name.clone(),
        };
        Ok(Cells { name, first_of })
    }
}

impl Cells<usize> {
    /// The value of a row, empty where nothing is filled; or the column whose bytes are no text.
    pub fn read<'r, R: Read>(&self, rows: &'r Rows<R>) -> Result<Cow<'r, str>, usize> {
        for one in &self.first_of {
            let text = match one {
                One::Column(at) => Cow::Borrowed(rows.text(*at).map_err(|_| *at)?),
                One::Joined(template) => Cow::Owned(joined(template, rows)?),
            };
            if !text.is_empty() {
                return Ok(text);
            }
        }
        Ok(Cow::Borrowed(""))
    }
}

/// The words of a template in a row; or the column whose bytes are no text.
pub(super) fn joined<R: Read>(template: &Template<usize>, rows: &Rows<R>) -> Result<String, usize> {
    let bad = Cell::new(None);
    let text = template.fill(&|at| {
        rows.text(at).unwrap_or_else(|_| {
            bad.set(Some(at));
            ""
        })
    });
    match bad.get() {
        Some(at) => Err(at),
        None => Ok(text.trim().to_owned()),
    }
}

//! The words of a matter out of columns (正文模板): `{COLUMN}` is its value, `[…]` falls away when
//! a column in it is empty, and doubled brackets stand for themselves.

/// A template with its columns by name, or, once bound, by their place in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template<C> {
    parts: Vec<Part<C>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<C> {
    Words(String),
    Column(C),
    /// Shown only when every column in it has a value.
    Optional(Vec<Part<C>>),
}

impl Template<String> {
    /// Reads a template, or says what is wrong with it.
    pub fn parse(text: &str) -> Result<Template<String>, &'static str> {
        let mut reader = text.chars().peekable();
        let parts = parts(&mut reader, false)?;
        if columns(&parts).is_empty() {
            return Err("names no column: write one as {COLUMN}");
        }
        Ok(Template { parts })
    }

    pub fn bind<E>(
        &self,
        mut column: impl FnMut(&str) -> Result<usize, E>,
    ) -> Result<Template<usize>, E> {
        Ok(Template { parts: bind(&self.parts, &mut column)? })
    }
}

impl Template<usize> {
    /// The words of a row; empty when no column has a value.
    pub fn fill<'a>(&self, value: &impl Fn(usize) -> &'a str) -> String {
        let mut text = String::with_capacity(128);
        let any = columns(&self.parts).into_iter().any(|at| !value(*at).is_empty());
        if any {
            fill(&self.parts, value, &mut text);
        }
        text
    }
}

type Reader<'a> = std::iter::Peekable<std::str::Chars<'a>>;

fn parts(reader: &mut Reader<'_>, inside: bool) -> Result<Vec<Part<String>>, &'static str> {
    let (mut found, mut words) = (Vec::new(), String::new());
    loop {
        let Some(next) = reader.next() else {
            if inside {
                return Err("a `[` is not closed");
            }
            break;
        };
        if "{}[]".contains(next) && reader.next_if_eq(&next).is_some() {
            words.push(next);
            continue;
        }
        match next {
            '{' => {
                flush(&mut found, &mut words);
                found.push(Part::Column(column(reader)?));
            }
            '[' if inside => return Err("a `[` stands inside another"),
            '[' => {
                flush(&mut found, &mut words);
                found.push(Part::Optional(parts(reader, true)?));
            }
            ']' if inside => break,
            ']' | '}' => return Err("a bracket is closed that was not opened"),
            other => words.push(other),
        }
    }
    flush(&mut found, &mut words);
    Ok(found)
}

fn flush(parts: &mut Vec<Part<String>>, words: &mut String) {
    if !words.is_empty() {
        parts.push(Part::Words(std::mem::take(words)));
    }
}

fn column(reader: &mut Reader<'_>) -> Result<String, &'static str> {
    let mut name = String::new();
    loop {
        match reader.next() {
            Some('}') if name.trim().is_empty() => return Err("a `{}` names no column"),
            Some('}') => return Ok(name.trim().to_owned()),
            Some(other) => name.push(other),
            None => return Err("a `{` is not closed"),
        }
    }
}

fn columns<C>(parts: &[Part<C>]) -> Vec<&C> {
    parts
        .iter()
        .flat_map(|part| match part {
            Part::Words(_) => Vec::new(),
            Part::Column(column) => vec![column],
            Part::Optional(inner) => columns(inner),
        })
        .collect()
}

fn bind<E>(
    parts: &[Part<String>],
    column: &mut impl FnMut(&str) -> Result<usize, E>,
) -> Result<Vec<Part<usize>>, E> {
    let bound = parts.iter().map(|part| {
        Ok(match part {
            Part::Words(words) => Part::Words(words.clone()),
            Part::Column(name) => Part::Column(column(name)?),
            Part::Optional(inner) => Part::Optional(bind(inner, column)?),
        })
    });
    bound.collect()
}

fn fill<'a>(parts: &[Part<usize>], value: &impl Fn(usize) -> &'a str, text: &mut String) {
    for part in parts {
        match part {
            Part::Words(words) => text.push_str(words),
            Part::Column(at) => text.push_str(value(*at)),
            Part::Optional(inner) => {
                if columns(inner).into_iter().all(|at| !value(*at).is_empty()) {
                    fill(inner, value, text);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Template;

    fn filled(template: &str, row: [&'static str; 2]) -> String {
        let at = |name: &str| ["A", "B"].iter().position(|known| *known == name).ok_or(());
        let bound = Template::parse(template).unwrap().bind(at).unwrap();
        bound.fill(&|at| row[at])
    }

    #[test]
    fn an_optional_part_falls_away_with_its_column() {
        for (row, expected) in
            [(["x", "y"], "x: y {}"), (["x", ""], "x {}"), (["", "y"], ": y {}"), (["", ""], "")]
        {
            assert_eq!(filled("{A}[: {B}] {{}}", row), expected);
        }
    }

    #[test]
    fn a_broken_template_is_refused() {
        for bad in ["", "words", "{A", "{}", "[{A}", "{A}]", "[[{A}]", "[{A}[{B}]]"] {
            assert!(Template::parse(bad).is_err(), "{bad}");
        }
    }
}

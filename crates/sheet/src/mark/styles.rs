//! The styles of a workbook with one fill more (样式): a marked cell keeps its borders, its font and
//! its way of showing numbers.
use super::RED;
use super::parts::{attribute, quoted, unmarked};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The styles, in pieces between which new ones fit (样式表).
pub(super) struct Styles {
    /// Up to the fills, between fills and formats, and after the formats.
    before: String,
    between: String,
    after: String,
    /// `<fills>` and `<cellXfs>`: their names with what stands before the colon.
    names: [String; 2],
    fills: Vec<String>,
    formats: Vec<Format>,
    red: usize,
    made: BTreeMap<(usize, Made), usize>,
}

/// A format of cells (单元格格式): one `<xf>`.
#[derive(Clone)]
struct Format {
    xml: String,
    fill: usize,
}

/// What was made of a format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Made {
    Red,
    Plain,
    Reason,
}

impl Styles {
    pub fn read(xml: &str) -> Option<Styles> {
        let xml = unmarked(xml);
        let fills = Block::find(xml, "fills", "fill", 0)?;
        let formats = Block::find(xml, "cellXfs", "xf", fills.end)?;
        let mut all = fills.items;
        let known = all.iter().position(|fill| fill.contains(RED));
        let red = known.unwrap_or(all.len());
        if known.is_none() {
            let prefix = prefix(&fills.name);
            all.push(format!(
                "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor \
                 rgb=\"{RED}\"/><{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
            ));
        }
        let formats_of = formats.items.into_iter().map(|xml| {
            let fill = first(&xml).and_then(|xf| attribute(&xf, "fillId")?.parse().ok());
            Format { fill: fill.unwrap_or(0), xml }
        });
        Some(Styles {
            before: xml[..fills.start].to_owned(),
            between: xml[fills.end..formats.start].to_owned(),
            after: xml[formats.end..].to_owned(),
            names: [fills.name, formats.name],
            fills: all,
            formats: formats_of.collect(),
            red,
            made: BTreeMap::new(),
        })
    }

    /// A format as it is, but red.
    pub fn red(&mut self, of: usize) -> Option<usize> {
        match self.is_red(of) {
            true => Some(of),
            false => self.make(of, Made::Red),
        }
    }

    /// A format that was made red the last time, without it.
    pub fn plain(&mut self, of: usize) -> Option<usize> {
        self.make(of, Made::Plain)
    }

    /// The format of a reason: red, broken into lines.
    pub fn reason(&mut self) -> Option<usize> {
        self.make(0, Made::Reason)
    }

    pub fn is_red(&self, format: usize) -> bool {
        self.formats.get(format).is_some_and(|format| format.fill == self.red)
    }

    pub fn written(&self) -> String {
        let [fills, formats] = &self.names;
        let block = |name: &str, items: &[&str]| {
            let count = items.len();
            format!("<{name} count=\"{count}\">{}</{name}>", items.concat())
        };
        let all_fills: Vec<&str> = self.fills.iter().map(String::as_str).collect();
        let all_formats: Vec<&str> = self.formats.iter().map(|format| &*format.xml).collect();
        let Styles { before, between, after, .. } = self;
        let (fills, formats) = (block(fills, &all_fills), block(formats, &all_formats));
        format!("{before}{fills}{between}{formats}{after}")
    }

    fn make(&mut self, of: usize, made: Made) -> Option<usize> {
        if let Some(known) = self.made.get(&(of, made)) {
            return Some(*known);
        }
        // A cell of a format that is not there is shown as of the first.
        let base = self.formats.get(of).or_else(|| self.formats.first())?.clone();
        let fill = if made == Made::Plain { 0 } else { self.red };
        let xml = filled(&base.xml, fill, made == Made::Reason)?;
        self.formats.push(Format { xml, fill });
        let at = self.formats.len() - 1;
        self.made.insert((of, made), at);
        Some(at)
    }
}

/// A list of the styles: where it stands, and its items as they stand.
struct Block {
    name: String,
    start: usize,
    end: usize,
    items: Vec<String>,
}

impl Block {
    fn find(xml: &str, list: &str, item: &str, from: usize) -> Option<Block> {
        let mut reader = Reader::from_str(xml);
        let (mut at, mut depth, mut begun): (usize, usize, usize) = (0, 0, 0);
        let mut found: Option<Block> = None;
        loop {
            let event = reader.read_event().ok()?;
            let (start, end) = (at, usize::try_from(reader.buffer_position()).ok()?);
            at = end;
            match (&event, &mut found) {
                (Event::Eof, _) => return None,
                (Event::Start(list_of), None)
                    if start >= from && list_of.local_name().as_ref() == list =>
                {
                    let name = list_of.name().as_ref().to_owned();
                    found = Some(Block { name, start, end: start, items: Vec::new() });
                }
                (Event::Start(one), Some(_)) => {
                    if depth == 0 {
                        if one.local_name().as_ref() != item {
                            return None;
                        }
                        begun = start;
                    }
                    depth += 1;
                }
                (Event::Empty(_), Some(block)) if depth == 0 => {
                    block.items.push(xml[start..end].to_owned());
                }
                (Event::End(_), Some(block)) if depth == 0 => {
                    block.end = end;
                    return found;
                }
                (Event::End(_), Some(block)) => {
                    depth -= 1;
                    if depth == 0 {
                        block.items.push(xml[begun..end].to_owned());
                    }
                }
                _ => {}
            }
        }
    }
}

/// An `<xf>` with another fill; one for reasons breaks its lines, and has no children of its own.
fn filled(xml: &str, fill: usize, is_reason: bool) -> Option<String> {
    let xf = first(xml)?;
    let mut tag = format!("<{}", xf.name().as_ref());
    for one in xf.attributes().with_checks(false) {
        let one = one.ok()?;
        let (key, value) = (one.key.as_ref(), &one.value);
        let dropped = is_reason && ["applyAlignment", "numFmtId"].contains(&key);
        if !["fillId", "applyFill"].contains(&key) && !dropped {
            tag.push_str(&quoted(key, value));
        }
    }
    write!(tag, " fillId=\"{fill}\" applyFill=\"1\"").ok()?;
    if is_reason {
        let name = xf.name().as_ref().to_owned();
        let prefix = prefix(&name);
        write!(
            tag,
            " numFmtId=\"0\" applyAlignment=\"1\"><{prefix}alignment vertical=\"center\" \
             wrapText=\"1\"/></{name}>"
        )
        .ok()?;
        return Some(tag);
    }
    // What follows the first tag stays: alignment, protection.
    let end = xml.find('>')?;
    let rest = if xml[..end].ends_with('/') { "/>" } else { &xml[end..] };
    Some(tag + rest)
}

fn first(xml: &str) -> Option<BytesStart<'_>> {
    match Reader::from_str(xml).read_event().ok()? {
        Event::Start(element) | Event::Empty(element) => Some(element),
        _ => None,
    }
}

/// What stands before a name, with its colon.
pub(super) fn prefix(name: &str) -> &str {
    name.find(':').map_or("", |colon| &name[..=colon])
}

//! One answer as a tree (应答内容), from which JSON and XML are both written, so neither says what the
//! other does not. JSON drops the names of wrappers, and a list is a list also with one item.
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// A value of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Known to be nothing: `null`, or an empty element.
    Null,
    Text(String),
    Flag(bool),
    Whole(i64),
    Real(f64),
    /// The name of an item's element, and the items.
    List(&'static str, Vec<Node>),
    Fields(Vec<(&'static str, Node)>),
}

impl Node {
    /// A text; what XML cannot carry is replaced, for both formats alike.
    pub fn text(text: impl AsRef<str>) -> Node {
        Node::Text(text.as_ref().chars().map(carried).collect())
    }

    /// A text, or nothing where it is empty.
    pub fn optional(text: impl AsRef<str>) -> Node {
        if text.as_ref().is_empty() { Node::Null } else { Node::text(text) }
    }

    /// A degree, to a tenth of a metre: more digits would only look exact.
    pub fn degree(degree: Option<f64>) -> Node {
        degree.map_or(Node::Null, |degree| Node::Real((degree * 1e6).round() / 1e6))
    }
}

/// The character, or the sign for one that no XML document may hold.
fn carried(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' => c,
        '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => char::REPLACEMENT_CHARACTER,
        _ => c,
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Null => to.serialize_unit(),
            Node::Text(text) => to.serialize_str(text),
            Node::Flag(flag) => to.serialize_bool(*flag),
            Node::Whole(number) => to.serialize_i64(*number),
            Node::Real(number) => to.serialize_f64(*number),
            Node::List(_, items) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Node::Fields(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(name, value)| map.serialize_entry(name, value))?;
                map.end()
            }
        }
    }
}

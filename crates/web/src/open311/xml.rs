//! XML of an answer: elements and text only, no attribute, no namespace, nothing foreign.
use super::node::Node;
use std::fmt::Write;

/// The document with this root element.
pub fn document(root: &str, node: &Node) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    element(&mut out, root, node);
    out.push('\n');
    out
}

fn element(out: &mut String, name: &str, node: &Node) {
    let empty = match node {
        Node::Null => true,
        Node::Text(text) => text.is_empty(),
        Node::List(_, items) => items.is_empty(),
        _ => false,
    };
    if empty {
        let _ = write!(out, "<{name}/>"); // writing into a String does not fail
        return;
    }
    let _ = write!(out, "<{name}>");
    match node {
        Node::Null => {}
        Node::Text(text) => escape(out, text),
        Node::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Node::Whole(number) => {
            let _ = write!(out, "{number}");
        }
        Node::Real(number) => {
            let _ = write!(out, "{number}");
        }
        Node::List(item, items) => items.iter().for_each(|node| element(out, item, node)),
        Node::Fields(fields) => fields.iter().for_each(|(name, node)| element(out, name, node)),
    }
    let _ = write!(out, "</{name}>");
}

/// Text between tags. A reader turns a bare carriage return into a line feed, so it is named.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(document: &str) -> String {
        let tree = roxmltree::Document::parse(document).expect("well formed");
        tree.root_element().text().unwrap_or_default().to_owned()
    }

    proptest! {
        #[test]
        fn every_text_comes_back_as_it_went_in(text in any::<String>()) {
            let node = Node::text(&text);
            let Node::Text(kept) = node.clone() else { unreachable!() };
            prop_assert_eq!(&read(&document("a", &node)), &kept);
            let json = serde_json::to_string(&node).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), kept.clone());
            // Only what XML forbids is replaced.
            let same = text.chars().zip(kept.chars()).all(|(before, after)| {
                before == after || (after == '\u{fffd}' && !before.is_alphanumeric())
            });
            prop_assert!(same && text.chars().count() == kept.chars().count());
        }
    }

    #[test]
    fn what_looks_like_markup_stays_text() {
        for text in [
            "</a><b>",
            "]]>",
            "&amp;",
            "<![CDATA[x]]>",
            "a\r\nb\rc",
            "\u{0}\u{b}\u{1f}",
            "灯😀\u{ffff}",
        ] {
            let node = Node::text(text);
            let Node::Text(kept) = &node else { unreachable!() };
            assert_eq!(&read(&document("a", &node)), kept, "{text:?}");
        }
    }

    #[test]
    fn a_list_wraps_its_items_and_nothing_is_an_empty_element() {
        let item = Node::Fields(vec![("id", Node::text("1")), ("zip", Node::Null)]);
        let list = Node::List("request", vec![item]);
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<requests><request><id>1</id>\
                        <zip/></request></requests>\n";
        assert_eq!(document("requests", &list), expected);
        assert_eq!(serde_json::to_string(&list).unwrap(), r#"[{"id":"1","zip":null}]"#);
        assert!(document("requests", &Node::List("request", vec![])).ends_with("<requests/>\n"));
    }
}

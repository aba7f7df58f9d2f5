//! Ready pieces of page that templates print unescaped: icons, times, fields.
//!
//! Whatever comes from outside goes through [`escape`] first; this type is the promise that it did.
use crate::assets;
use askama::filters::HtmlSafe;
use std::fmt;

/// Text that is HTML already (页面片段).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Takes text that is HTML already. Dynamic parts of it have been through [`escape`].
    pub(crate) fn trusted(html: String) -> Markup {
        Markup(html)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Markup {}

/// An icon beside a text that says the same; hidden from screen readers.
pub fn icon(name: &str) -> Markup {
    let href = escape(&assets::icon_url(name));
    Markup(format!(
        r#"<svg class="icon" aria-hidden="true" focusable="false"><use href="{href}"></use></svg>"#
    ))
}

/// A text as a picture that a phone reads (二维码); nothing for a text that is too long for one.
/// Black on white whatever the reader's colours are: that is what cameras look for.
pub fn qr(text: &str, label: &str) -> Option<Markup> {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).ok()?;
    let wide = code.width() + 2 * QUIET;
    let mut dark = String::new();
    for (at, colour) in code.to_colors().into_iter().enumerate() {
        if colour == qrcode::Color::Dark {
            let (x, y) = (at % code.width() + QUIET, at / code.width() + QUIET);
            dark.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let label = escape(label);
    Some(Markup(format!(
        r##"<svg class="qr" role="img" aria-label="{label}" viewBox="0 0 {wide} {wide}" shape-rendering="crispEdges"><rect width="{wide}" height="{wide}" fill="#fff"/><path d="{dark}" fill="#000"/></svg>"##
    )))
}

/// The quiet zone around it that the standard asks for.
const QUIET: usize = 4;

/// Makes a text safe inside an element or a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_outside_cannot_leave_its_attribute() {
        assert_eq!(escape(r#"a"><b 'c'&"#), "a&quot;&gt;&lt;b &#39;c&#39;&amp;");
        assert!(!icon(r#"x"onload="y"#).as_str().contains(r#""onload"#));
    }
}

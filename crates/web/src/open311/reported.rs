//! What was sent, read into what a report wants (报送内容); every fault is noted, not the first one.
use super::answer::Fault;
use super::asked::{Asked, Catalogue};
use crate::form::Input;
use app::grid::matter::{Address, Answer, Body, Contact};
use app::org::Directory;
use base::place::Point;
use base::{TextRefused, UnitId};
use grid::rules::{Attribute, Category};
use org::{Unit, UnitKind};

/// The form and the address it was sent to: clients put arguments into either.
pub struct Sent<'a> {
    pub input: Input,
    pub asked: &'a Asked,
}

/// A report without number, code and photos.
pub struct Reported {
    pub body: Body,
    pub address: Option<Address>,
    pub point: Option<Point>,
    pub community: Option<UnitId>,
    pub contact: Option<Contact>,
    pub answers: Vec<Answer>,
}

impl Sent<'_> {
    /// An argument, of the form first; empty and missing are the same.
    pub fn one(&self, name: &str) -> String {
        match self.input.raw(name).trim() {
            "" => self.asked.one(name).to_owned(),
            given => given.to_owned(),
        }
    }

    fn say(&self, key: &str) -> String {
        self.asked.words.t(key).into_owned()
    }
}

/// Reads all of it, or says all that is wrong.
pub fn read(
    sent: &Sent<'_>,
    directory: &Directory,
    catalogue: &Catalogue,
    category: &Category,
) -> Result<Reported, Fault> {
    let mut faults = Vec::new();
    let address = text(sent, "address_string", Address::optional, &mut faults);
    let (point, community) = place(sent, directory, &mut faults);
    let body = body(sent, category, &mut faults);
    let contact = contact(sent, &mut faults);
    let mut answers = Vec::new();
    for attribute in catalogue.of_category(&category.code) {
        match attribute.answers(&given(sent, attribute)) {
            Some(values) => answers.extend(
                values.into_iter().map(|value| Answer { attribute: attribute.code.clone(), value }),
            ),
            None => faults.push(misfit(sent, attribute)),
        }
    }
    Fault::several(faults)?;
    // Without a fault there is a body: the name of the service at least.
    let body = body.ok_or_else(|| Fault::wrong(sent.say("open311-unreadable")))?;
    Ok(Reported { body, address: address.flatten(), point, community, contact, answers })
}

/// Where it is: a point, the code of a community or grid, or words that name a community.
fn place(
    sent: &Sent<'_>,
    directory: &Directory,
    faults: &mut Vec<String>,
) -> (Option<Point>, Option<UnitId>) {
    let (lat, long) = (sent.one("lat"), sent.one("long"));
    if !lat.is_empty() || !long.is_empty() {
        let point = lat.parse().ok().zip(long.parse().ok());
        let point = point.and_then(|(lat, lon)| Point::new(lon, lat));
        if point.is_none() {
            faults.push(sent.say("open311-point"));
        }
        return (point, None);
    }
    let (id, address) = (sent.one("address_id"), sent.one("address_string"));
    let (found, otherwise) = match (id.is_empty(), address.is_empty()) {
        (false, _) => (by_code(directory, &id), "open311-address-id"),
        (true, false) => (by_name(directory, &address), "open311-address"),
        (true, true) => (None, "open311-need-place"),
    };
    if found.is_none() {
        faults.push(sent.say(otherwise));
    }
    (None, found)
}

/// The community of this code, or that of the grid of this code.
fn by_code(directory: &Directory, code: &str) -> Option<UnitId> {
    let coded = |kind| directory.units(kind).find(|unit: &&Unit| unit.code == code);
    match coded(UnitKind::Grid) {
        Some(grid) => grid.parent,
        None => coded(UnitKind::Community).map(|unit| unit.id),
    }
}

/// The one community whose name stands in these words; where several do, it is not clear.
fn by_name(directory: &Directory, address: &str) -> Option<UnitId> {
    let named = |unit: &&Unit| {
        let stands = |name: &str| !name.is_empty() && address.contains(name);
        stands(&unit.name_zh) || stands(&unit.name_en)
    };
    let mut found = directory.units(UnitKind::Community).filter(named);
    let first = found.next()?.id;
    found.next().is_none().then_some(first)
}

/// The description, with the address of a picture that is elsewhere. Without one, what it is about.
fn body(sent: &Sent<'_>, category: &Category, faults: &mut Vec<String>) -> Option<Body> {
    let media = sent.one("media_url");
    let told = text(sent, "description", Body::optional, faults)?;
    let mut told = told.map_or_else(|| category.zh.clone(), String::from);
    if !media.is_empty() {
        let web = media.starts_with("https://") || media.starts_with("http://");
        let plain = media.bytes().all(|byte| byte.is_ascii_graphic());
        if !web || !plain || media.len() > MEDIA_URL_MAX {
            faults.push(sent.say("open311-media"));
            return None;
        }
        told = format!("{told}\n{media}");
    }
    match Body::new(&told) {
        Ok(body) => Some(body),
        Err(refused) => {
            faults.push(worded(sent, "description", &refused));
            None
        }
    }
}

/// Longer addresses of pictures are none that anybody opens.
const MEDIA_URL_MAX: usize = 1000;

/// How to reach the reporter: the name where it fits, then telephone and mail. Device and account
/// are not kept.
fn contact(sent: &Sent<'_>, faults: &mut Vec<String>) -> Option<Contact> {
    let name = [sent.one("last_name"), sent.one("first_name")].concat();
    let ways = [sent.one("phone"), sent.one("email")];
    let joined = |parts: &[&str]| {
        let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    };
    let (long, short) = (joined(&[&name, &ways[0], &ways[1]]), joined(&[&ways[0], &ways[1]]));
    // A name alone reaches nobody, and is not kept.
    let chosen = match Contact::optional(&long) {
        _ if short.is_empty() => return None,
        Err(TextRefused::TooLong { .. }) => Contact::optional(&short),
        other => other,
    };
    chosen.unwrap_or_else(|refused| {
        faults.push(worded(sent, "phone, email", &refused));
        None
    })
}

/// What was given to a question: `attribute[code]`, or several times `attribute[code][]`; in the
/// form, or where it has none in the address.
fn given<'s>(sent: &'s Sent<'_>, attribute: &Attribute) -> Vec<&'s str> {
    let names =
        [format!("attribute[{}]", attribute.code), format!("attribute[{}][]", attribute.code)];
    let found: Vec<&str> = names.iter().flat_map(|name| sent.input.all(name)).collect();
    if !found.is_empty() {
        return found;
    }
    let named = sent.asked.given.iter().filter(|(name, _)| names.contains(name));
    named.map(|(_, value)| value.as_str()).collect()
}

fn misfit(sent: &Sent<'_>, attribute: &Attribute) -> String {
    let words = sent.asked.words;
    let empty = given(sent, attribute).iter().all(|value| value.trim().is_empty());
    let key = if empty { "open311-attribute-missing" } else { "open311-attribute-wrong" };
    let facts = [
        ("code", attribute.code.as_str()),
        ("name", attribute.name(words.lang)),
        ("hint", attribute.hint(words.lang)),
    ];
    words.ta(key, &facts)
}

/// A text that may be missing; nothing where it does not fit.
fn text<T>(
    sent: &Sent<'_>,
    name: &'static str,
    read: impl Fn(&str) -> Result<Option<T>, TextRefused>,
    faults: &mut Vec<String>,
) -> Option<Option<T>> {
    read(&sent.one(name)).map_err(|refused| faults.push(worded(sent, name, &refused))).ok()
}

fn worded(sent: &Sent<'_>, name: &str, refused: &TextRefused) -> String {
    let words = sent.asked.words;
    let said = match refused {
        TextRefused::Empty => words.t("field-empty").into_owned(),
        TextRefused::Control => words.t("field-control").into_owned(),
        TextRefused::TooLong { got, max } => {
            words.ta("field-too_long", &[("got", got.to_string()), ("max", max.to_string())])
        }
    };
    words.ta("error-line", &[("label", name.to_owned()), ("said", said)])
}

//! Requests (服务请求) are our visible matters, as anybody may see them: no words of a reporter, the
//! place rounded, and of what has ended honestly how.
use super::answer::{Answer, Fault};
use super::asked::{Asked, Catalogue, moment, unit_name};
use super::node::Node;
use super::{list, updates};
use crate::words::Words;
use app::App;
use app::grid::matter::{self, PUBLIC_MAX, Public, PublicPage};
use app::org::Directory;
use grid::matter::Ending;
use jiff::tz::TimeZone;
use org::Unit;

/// `GET requests`: by their numbers, or by what they are narrowed to.
pub async fn list(app: &App, asked: &Asked) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let numbers = asked.list("service_request_id");
    if numbers.len() > PUBLIC_MAX as usize {
        let facts = [("max", PUBLIC_MAX.to_string())];
        return Err(Fault::wrong(asked.words.ta("open311-too-many-ids", &facts)));
    }
    // Numbers override every other argument.
    if !numbers.is_empty() {
        let beside = asked.beside();
        let found = app.read(move |cx| matter::public_of(cx, &numbers, beside)).await;
        let page = found.map_err(|failed| asked.failed(&failed))?;
        return Ok(answer(app, asked, &catalogue, &page));
    }
    let wanted = list::wanted(app, asked, &catalogue.categories)?;
    let limit = wanted.limit;
    let found = app.read(move |cx| matter::public_list(cx, &wanted)).await;
    let page = found.map_err(|failed| asked.failed(&failed))?;
    let mut answer = answer(app, asked, &catalogue, &page);
    answer.next = page.next.map(|mark| list::next(asked, Some(limit), "before", &list::mark(mark)));
    Ok(answer)
}

/// `GET requests/{id}`: a list of one.
pub async fn one(app: &App, asked: &Asked, number: &str) -> Result<Answer, Fault> {
    asked.enter(app, asked.one("jurisdiction_id")).await?;
    let catalogue = Catalogue::of(app, asked)?;
    let (numbers, beside) = (vec![number.to_owned()], asked.beside());
    let found = app.read(move |cx| matter::public_of(cx, &numbers, beside)).await;
    let page = found.map_err(|failed| asked.failed(&failed))?;
    if page.rows.is_empty() {
        return Err(Fault::none(asked.words.t("open311-no-request")));
    }
    Ok(answer(app, asked, &catalogue, &page))
}

fn answer(app: &App, asked: &Asked, catalogue: &Catalogue, page: &PublicPage) -> Answer {
    let extended = asked.beside().is_some();
    let tz = app.policies().calendar.tz();
    let (words, directory) = (asked.words, &*page.directory);
    let say = Say { words, directory, catalogue, tz, extended };
    let requests = page.rows.iter().map(|row| say.request(row)).collect();
    Answer::new("service_requests", Node::List("request", requests))
}

/// What is needed to say a matter in the words of the standard.
struct Say<'a> {
    words: Words,
    directory: &'a Directory,
    catalogue: &'a Catalogue,
    tz: &'a TimeZone,
    extended: bool,
}

impl Say<'_> {
    /// Every field, also where it is nothing: clients differ in what they do with a missing one.
    /// What some of them take for a text that must be there is an empty one, never null.
    fn request(&self, row: &Public) -> Node {
        let lang = self.words.lang;
        let category = self.catalogue.find(&row.category);
        let service = category.map_or(row.category.as_str(), |it| it.name(lang));
        let address = self.address(row);
        let facts = [("service", service), ("address", address.as_str())];
        let agency = unit_name(self.directory, row.unit, lang).unwrap_or_default();
        let at = |at| Node::text(moment(at, self.tz));
        let mut fields = vec![
            ("service_request_id", Node::text(&row.number)),
            ("status", Node::text(if row.ended_at.is_some() { "closed" } else { "open" })),
            ("status_notes", Node::text(self.notes(row))),
            ("service_name", Node::text(service)),
            ("service_code", Node::text(&row.category)),
            ("description", Node::text(self.words.ta("open311-description", &facts))),
            ("agency_responsible", Node::optional(agency)),
            ("service_notice", Node::Null),
            ("requested_datetime", at(row.reported_at)),
            ("updated_datetime", at(row.ended_at.unwrap_or(row.changed_at))),
            ("expected_datetime", row.due.map_or(Node::Null, at)),
            ("address", Node::text(address)),
            ("address_id", Node::text(self.address_id(row).unwrap_or_default())),
            ("zipcode", Node::text("")),
            ("lat", Node::degree(row.rounded.map(|point| point.lat))),
            ("long", Node::degree(row.rounded.map(|point| point.lon))),
            ("media_url", Node::Null),
        ];
        if self.extended {
            fields.push(("attributes", self.attributes(row)));
            fields.push(("extended_attributes", self.more(row)));
            fields.push(("notes", self.done(row)));
        }
        Node::Fields(fields)
    }

    /// Which step it is at; of what has ended, whether it was solved.
    fn notes(&self, row: &Public) -> String {
        if row.ended_at.is_none() {
            return self.words.tc("resident-step", &row.step).into_owned();
        }
        match (&row.merged_into, row.merged) {
            (Some(number), _) => {
                self.words.ta("open311-merged-into", &[("number", number.as_str())])
            }
            (None, true) => self.words.t("open311-merged").into_owned(),
            (None, false) => {
                let ending = row.ending.map_or("none", Ending::code);
                self.words.tc("open311-closed", ending).into_owned()
            }
        }
    }

    fn units(&self, row: &Public) -> impl Iterator<Item = &Unit> {
        let units = [row.place.grid, row.place.community, row.place.street];
        units.into_iter().flatten().filter_map(|unit| self.directory.unit(unit))
    }

    /// Grid, community and street: from small to large, or in Chinese from large to small.
    fn address(&self, row: &Public) -> String {
        let lang = self.words.lang;
        let name = |unit: &Unit| unit_name(self.directory, Some(unit.id), lang).map(str::to_owned);
        let mut names: Vec<String> = self.units(row).filter_map(name).collect();
        if lang == base::Lang::Zh {
            names.reverse();
        }
        names.join(lang.pick(" ", ", "))
    }

    /// The code of the smallest unit that has one; a report may name a place by it.
    fn address_id(&self, row: &Public) -> Option<&str> {
        self.units(row).map(|unit| unit.code.as_str()).find(|code| !code.is_empty())
    }

    /// The answers that anybody may see, by question.
    fn attributes(&self, row: &Public) -> Node {
        let lang = self.words.lang;
        let asked = self.catalogue.attributes.iter();
        let asked = asked.filter(|it| row.answers.iter().any(|answer| answer.attribute == it.code));
        let one = |attribute: &grid::rules::Attribute| {
            let given = row.answers.iter().filter(|answer| answer.attribute == attribute.code);
            let value = |answer: &matter::Answer| {
                let known = attribute.values.iter().find(|value| value.code == answer.value);
                let name = known.map_or(answer.value.as_str(), |value| value.name(lang));
                Node::Fields(vec![("key", Node::text(&answer.value)), ("name", Node::text(name))])
            };
            Node::Fields(vec![
                ("code", Node::text(&attribute.code)),
                ("description", Node::text(attribute.name(lang))),
                ("values", Node::List("value", given.map(value).collect())),
            ])
        };
        Node::List("attribute", asked.map(one).collect())
    }

    /// What was done so far, in our words; the kinds are those of the updates.
    fn done(&self, row: &Public) -> Node {
        let note = |done: &matter::Progress| {
            Node::Fields(vec![
                ("datetime", Node::text(moment(done.at, self.tz))),
                ("description", Node::text(updates::said(self.words, done))),
                ("type", Node::text(&done.what)),
            ])
        };
        Node::List("note", row.progress.iter().map(note).collect())
    }

    /// What the standard has no field for.
    fn more(&self, row: &Public) -> Node {
        let unit =
            |unit| Node::optional(unit_name(self.directory, unit, self.words.lang).unwrap_or(""));
        let step = if row.ended_at.is_some() { "" } else { row.step.as_str() };
        Node::Fields(vec![
            ("step", Node::optional(step)),
            (
                "ending",
                Node::optional(
                    row.ending.filter(|_| row.ended_at.is_some()).map_or("", Ending::code),
                ),
            ),
            ("merged_into", Node::optional(row.merged_into.as_deref().unwrap_or_default())),
            ("street", unit(row.place.street)),
            ("community", unit(row.place.community)),
            ("grid", unit(row.place.grid)),
        ])
    }
}

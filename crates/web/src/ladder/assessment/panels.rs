//! `/assessments/{year}/panels` (群众评议): heads by group, what is missing, and the codes on paper.
use super::super::say::unit;
use super::pressed;
use crate::desk::{Answer, Desk, Nothing, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::markup::{Markup, qr};
use crate::page::{Page, render, render_with};
use crate::said;
use crate::session::is_secure;
use app::ladder::assessment::panel::{self, CODES_MAX, Panels, Printed, Row};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use base::{Lang, UnitId};
use ladder::Refused;
use ladder::rules::Group;
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Asked {
    street: Option<UnitId>,
    /// The community whose panel is being opened.
    community: Option<UnitId>,
}

/// `GET /assessments/{year}/panels?street=&community=`.
pub async fn show(desk: Desk, Path(year): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let year = desk.id(&year)?;
    page(&desk, year, asked, Given::empty(desk.words), None, StatusCode::OK).await
}

/// `POST /assessments/{year}/panels`: opens one and shows its codes, this once.
pub async fn open(
    desk: Desk,
    Path(year): Path<String>,
    headers: HeaderMap,
    form: Form<New>,
) -> Answer {
    let (year, status) = (desk.id(&year)?, StatusCode::UNPROCESSABLE_ENTITY);
    let (New { community, heads }, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let asked = asked(&given);
            return page(&desk, year, asked, given, None, status).await;
        }
    };
    let done =
        desk.write(move |cx, asker| panel::open(cx, &asker.who, (year, community), &heads)).await;
    match done {
        Ok(printed) => Ok(codes(&desk, &headers, &printed)),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let asked = asked(&given);
            page(&desk, year, asked, given, refused, status).await
        }
    }
}

/// `POST /assessments/{year}/panels/{unit}/print-again`.
pub async fn print_again(
    desk: Desk,
    Path((year, unit)): Path<(String, String)>,
    headers: HeaderMap,
    form: Form<Nothing>,
) -> Answer {
    let (year, community): (i16, UnitId) = (desk.id(&year)?, desk.id(&unit)?);
    let given = pressed(&desk, form)?;
    let done =
        desk.write(move |cx, asker| panel::print_again(cx, &asker.who, (year, community))).await;
    match done {
        Ok(printed) => Ok(codes(&desk, &headers, &printed)),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&desk, year, Asked::default(), given, refused, status).await
        }
    }
}

/// `POST /assessments/{year}/panels/{unit}/close`.
pub async fn close(
    desk: Desk,
    Path((year, unit)): Path<(String, String)>,
    form: Form<Nothing>,
) -> Answer {
    let (year, community): (i16, UnitId) = (desk.id(&year)?, desk.id(&unit)?);
    let given = pressed(&desk, form)?;
    let done = desk.write(move |cx, asker| panel::close(cx, &asker.who, (year, community))).await;
    match done {
        Ok(()) => {
            let street = desk.read(move |cx, _| Ok(cx.directory()?.place(community))).await?;
            let street = street.and_then(|place| place.street);
            let street = street.map(|id| format!("street={id}&")).unwrap_or_default();
            Ok(on_to(format!("/assessments/{year}/panels?{street}done=closed")))
        }
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            page(&desk, year, Asked::default(), given, refused, status).await
        }
    }
}

/// How many papers for each group: the groups are policy, so the fields carry their codes.
pub struct New {
    community: UnitId,
    heads: Vec<(String, u32)>,
}

/// Before the code of a group.
const HEADS: &str = "heads-";

impl FromInput for New {
    fn read(input: &mut Input) -> Option<New> {
        let community = input.parsed("community");
        let mut heads = Vec::new();
        let mut is_number = true;
        for (name, value) in input.sent() {
            let Some(group) = name.strip_prefix(HEADS) else { continue };
            match std::str::from_utf8(value).map(str::trim) {
                Ok("") => {}
                Ok(text) => match text.parse::<u32>() {
                    Ok(number) if number <= CODES_MAX => heads.push((group.to_owned(), number)),
                    _ => is_number = false,
                },
                Err(_) => is_number = false,
            }
        }
        if !is_number {
            input.refuse("heads", "number");
        }
        heads.retain(|(_, number)| *number > 0);
        is_number.then_some(())?;
        Some(New { community: community?, heads })
    }
}

fn asked(given: &Given) -> Asked {
    Asked { street: None, community: given.value("community").parse().ok() }
}

#[derive(Template)]
#[template(path = "ladder/assessment_panels.html")]
struct View {
    p: Page,
    f: Given,
    refused: Option<String>,
    streets: Vec<Choice>,
    shown: Panels,
    opening: Option<UnitId>,
}

impl View {
    fn unit(&self, id: &UnitId) -> String {
        unit(self.p.words, &self.shown.directory, *id)
    }

    fn group(&self, code: &str) -> String {
        group(&self.shown.rule.groups, code, self.p.lang())
    }

    /// What a panel lacks, in words.
    fn lacks(&self, row: &Row) -> Vec<String> {
        let said = |refused: &Refused| match refused {
            Refused::GroupMissing { group } => {
                self.p.ta("refused-group-missing", &[("group", self.group(group))])
            }
            other => {
                let failed = app::Failed::from(other.clone());
                said::sentence(self.p.words, &failed).unwrap_or_default()
            }
        };
        row.missing.iter().map(said).collect()
    }

    fn field(&self, code: &str) -> String {
        format!("{HEADS}{code}")
    }
}

fn group(groups: &[Group], code: &str, lang: Lang) -> String {
    let found = groups.iter().find(|group| group.code == code);
    found.map_or(code, |group| lang.pick(&group.zh, &group.en)).to_owned()
}

async fn page(
    desk: &Desk,
    year: i16,
    asked: Asked,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let Asked { street, community } = asked;
    let shown = desk
        .read(move |cx, asker| {
            let own = match community {
                Some(community) => cx.directory()?.place(community).and_then(|it| it.street),
                None => None,
            };
            panel::list(cx, &asker.who, (year, street.or(own)))
        })
        .await?;
    let named = |id: &UnitId| Choice::new(id, unit(desk.words, &shown.directory, *id));
    let streets = shown.streets.iter().map(named).collect();
    let opening = community.filter(|_| shown.edits);
    let f = f.with("street", shown.street);
    let title = desk.words.ta("assessment-panels-of", &[("year", year.to_string())]);
    let p = desk.page_after(&title, "assessment");
    Ok(render_with(status, &View { p, f, refused, streets, shown, opening }))
}

#[derive(Template)]
#[template(path = "ladder/assessment_codes.html")]
struct Sheet {
    p: Page,
    year: i16,
    street: Option<UnitId>,
    community: String,
    papers: Vec<Paper>,
    /// Where the papers are typed in, as somebody reads it.
    address: String,
}

/// One paper.
struct Paper {
    group: String,
    code: String,
    picture: Option<Markup>,
}

/// The papers of a panel. The address is the one this page was asked under: raters reach the same.
fn codes(desk: &Desk, headers: &HeaderMap, printed: &Printed) -> axum::response::Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if is_secure(headers) { "https" } else { "http" };
    let address = format!("{scheme}://{host}/ballot");
    let (words, label) = (desk.words, desk.words.t("assessment-paper-picture"));
    let papers = printed.codes.iter().flat_map(|(of, codes)| {
        let named = group(&printed.rule.groups, of, words.lang);
        let (address, label) = (&address, &label);
        codes.iter().map(move |code| {
            let code = code.shown();
            let picture = qr(&format!("{address}?code={code}"), label);
            Paper { group: named.clone(), code, picture }
        })
    });
    let papers = papers.collect();
    let community = unit(words, &printed.directory, printed.community);
    let street = printed.directory.place(printed.community).and_then(|place| place.street);
    let p = desk.page(&words.t("assessment-papers"));
    render(&Sheet { p, year: printed.year, street, community, papers, address })
}

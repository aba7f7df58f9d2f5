//! A unit (单位): its posts and who acts in them; added to, renamed, ended by who may.
use super::{Asked, CODE_MAX, NAME_MAX};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::org::chart::{self, UnitPage};
use app::org::post::{self, NewPost};
use app::org::unit::{self, NewUnit};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{Date, UnitId};
use org::{Person, Role, UnitKind};

/// `GET /org/units/{id}`, with `?form=unit|post|rename|end`.
pub async fn show(desk: Desk, Path(id): Path<UnitId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today).with("until", today);
    page(&desk, id, &asked.form, given, None, StatusCode::OK).await
}

/// `POST /org/units`: a unit under another.
pub async fn add(desk: Desk, form: Form<AddUnit>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return back(&desk, "unit", given, None).await,
    };
    let parent = new.0.parent.unwrap_or(UnitId(0));
    let made = desk.write(move |cx, asker| unit::add(cx, &asker.who, new.0.clone())).await;
    match made {
        Ok(id) => Ok(on_to(format!("/org/units/{id}?done=added"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, parent, "unit", given, refused).await
        }
    }
}

/// `POST /org/units/{id}/rename`.
pub async fn rename(desk: Desk, Path(id): Path<UnitId>, form: Form<Names>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "rename", given, None).await,
    };
    let Names { zh, en } = new;
    let done = desk.write(move |cx, asker| unit::rename(cx, &asker.who, id, &zh, &en)).await;
    match done {
        Ok(()) => Ok(on_to(format!("/org/units/{id}?done=renamed"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, id, "rename", given, refused).await
        }
    }
}

/// `POST /org/units/{id}/end`.
pub async fn end(desk: Desk, Path(id): Path<UnitId>, form: Form<Until>) -> Answer {
    let (until, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "end", given, None).await,
    };
    match desk.write(move |cx, asker| unit::end(cx, &asker.who, id, until.0)).await {
        Ok(()) => Ok(on_to("/org?done=ended")),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, id, "end", given, refused).await
        }
    }
}

/// `POST /org/units/{id}/posts`.
pub async fn add_post(desk: Desk, Path(id): Path<UnitId>, form: Form<AddPost>) -> Answer {
    let (new, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "post", given, None).await,
    };
    let new = NewPost { unit: id, ..new.0 };
    match desk.write(move |cx, asker| post::add(cx, &asker.who, new.clone())).await {
        Ok(_) => Ok(on_to(format!("/org/units/{id}?done=post"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, id, "post", given, refused).await
        }
    }
}

/// A unit under the one of the field `parent`.
pub struct AddUnit(NewUnit);

impl FromInput for AddUnit {
    fn read(input: &mut Input) -> Option<AddUnit> {
        let parent = input.parsed("parent");
        let kind = input.choice("kind", UnitKind::parse);
        let names = Names::read(input);
        let code = input.optional::<CODE_MAX>("code");
        let since = input.day("since");
        let Names { zh: name_zh, en: name_en } = names?;
        let code = code?.map(String::from).unwrap_or_default();
        let (parent, kind, since) = (Some(parent?), kind?, since?);
        Some(AddUnit(NewUnit { kind, parent, name_zh, name_en, code, since }))
    }
}

/// A name in both languages; the English one may be left out.
pub struct Names {
    pub zh: String,
    pub en: String,
}

impl FromInput for Names {
    fn read(input: &mut Input) -> Option<Names> {
        let zh = input.text::<NAME_MAX>("name_zh");
        let en = input.optional::<NAME_MAX>("name_en");
        Some(Names { zh: zh?.to_string(), en: en?.map(String::from).unwrap_or_default() })
    }
}

/// A last day.
pub struct Until(pub Date);

impl FromInput for Until {
    fn read(input: &mut Input) -> Option<Until> {
        input.day("until").map(Until)
    }
}

/// A post of the unit that the address names.
pub struct AddPost(NewPost);

impl FromInput for AddPost {
    fn read(input: &mut Input) -> Option<AddPost> {
        let role = input.choice("role", Role::parse);
        let title_zh = input.text::<NAME_MAX>("title_zh");
        let title_en = input.optional::<NAME_MAX>("title_en");
        let sent_by = input.optional::<NAME_MAX>("sent_by");
        let part_time = input.flag("part_time");
        Some(AddPost(NewPost {
            unit: UnitId(0),
            role: role?,
            title_zh: title_zh?.to_string(),
            title_en: title_en?.map(String::from).unwrap_or_default(),
            part_time,
            sent_by: sent_by?.map(String::from).unwrap_or_default(),
        }))
    }
}

#[derive(Template)]
#[template(path = "org/unit.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: &'static str,
    shown: UnitPage,
    name: String,
    above: Vec<(UnitId, String)>,
    below: Vec<(UnitId, String, String)>,
}

impl View {
    fn person(&self, person: &Option<Person>) -> String {
        let pick = |person: &Person| self.pick(&person.name_zh, &person.name_en);
        person.as_ref().map(pick).unwrap_or_default()
    }

    fn acting(&self, person: &base::PersonId) -> String {
        self.person(&self.shown.chart.directory.person(*person).cloned())
    }

    fn pick(&self, zh: &str, en: &str) -> String {
        self.p.lang().pick(zh, en).to_owned()
    }

    /// The kinds of unit that may stand under this one.
    fn kinds(&self) -> Vec<Choice> {
        let fit = UnitKind::ALL.iter().filter(|kind| kind.fits_under(Some(self.shown.unit.kind)));
        fit.map(|kind| Choice::new(kind, self.p.tc("unit", kind.code()))).collect()
    }

    /// The roles whose posts may be in this one.
    fn roles(&self) -> Vec<Choice> {
        let fit = Role::ALL.iter().filter(|role| post::fits(**role, self.shown.unit.kind));
        fit.map(|role| Choice::new(role, self.p.tc("role", role.code()))).collect()
    }
}

/// The page of the parent, where a form did not say which that is readably.
async fn back(desk: &Desk, form: &str, given: Given, refused: Option<String>) -> Answer {
    let parent = given.value("parent").parse().unwrap_or(UnitId(0));
    again(desk, parent, form, given, refused).await
}

async fn again(
    desk: &Desk,
    id: UnitId,
    form: &str,
    given: Given,
    refused: Option<String>,
) -> Answer {
    page(desk, id, form, given, refused, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn page(
    desk: &Desk,
    id: UnitId,
    form: &str,
    given: Given,
    refused: Option<String>,
    status: StatusCode,
) -> Answer {
    let shown = desk.read(move |cx, asker| chart::unit(cx, &asker.who, id)).await?;
    let directory = &shown.chart.directory;
    let name = desk.pick(&shown.unit.name_zh, &shown.unit.name_en).to_owned();
    let named = |id: UnitId| {
        let unit = directory.unit(id)?;
        Some((id, desk.pick(&unit.name_zh, &unit.name_en).to_owned(), unit.code.clone()))
    };
    let mut above: Vec<_> = directory.tree().upward(id).skip(1).filter_map(named).collect();
    above.reverse();
    let above = above.into_iter().map(|(id, name, _)| (id, name)).collect();
    let mut below: Vec<_> = directory.children(id).iter().filter_map(|id| named(*id)).collect();
    below.sort_by(|a, b| (&a.2, a.0).cmp(&(&b.2, b.0)));
    let known = ["unit", "post", "rename", "end"];
    let form = known.into_iter().find(|known| *known == form && shown.chart.can_edit);
    let form = form.unwrap_or("");
    let fresh = form == "rename" && !given.has_errors() && refused.is_none();
    let f = if fresh {
        given.with("name_zh", &shown.unit.name_zh).with("name_en", &shown.unit.name_en)
    } else {
        given
    };
    let p = desk.page_after(&name, "org");
    let when = Times(desk.when());
    Ok(render_with(status, &View { p, when, f, refused, form, shown, name, above, below }))
}

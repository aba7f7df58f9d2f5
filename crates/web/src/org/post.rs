//! A post (岗位): who was and is in it, A and B; appointments by order, none by oneself.
use super::unit::Until;
use super::{Asked, NAME_MAX};
use crate::desk::{Answer, Desk, Times, on_to};
use crate::form::{Choice, FieldError, Form, FromInput, Given, Input};
use crate::page::{Page, render_with};
use app::org::appointment::{self, LAST_RANK, NewAppointment};
use app::org::chart::{self, PostPage};
use app::org::person;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use base::{AppointmentId, Date, PersonId, PostId};
use org::Person;

/// `GET /org/posts/{id}`, with `?form=appoint` or `?form=<appointment>` to end one.
pub async fn show(desk: Desk, Path(id): Path<PostId>, Query(asked): Query<Asked>) -> Answer {
    let today = desk.when().day_of(desk.app.now());
    let given = Given::empty(desk.words).with("since", today).with("until", today);
    page(&desk, id, &asked.form, given, None, StatusCode::OK, Vec::new()).await
}

/// `POST /org/posts/{id}/appoint`: the person by name, or by choice among those of that name.
pub async fn appoint(desk: Desk, Path(id): Path<PostId>, form: Form<Order>) -> Answer {
    let (order, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => return again(&desk, id, "appoint", given, None, Vec::new()).await,
    };
    let name = order.name.clone();
    let found = desk.read(move |cx, asker| person::named(cx, &asker.who, &name, NAMESAKES)).await?;
    let exact: Vec<Person> = found.into_iter().filter(|it| it.name_zh == order.name).collect();
    let chosen = order.person.or(match &exact[..] {
        [one] => Some(one.id),
        _ => None,
    });
    let Some(person) = chosen else {
        let code = if exact.is_empty() { "unknown" } else { "several_people" };
        let given = given.refuse(FieldError::new("name", code));
        return again(&desk, id, "appoint", given, None, exact).await;
    };
    let Order { since, until, order_no, deputy_rank, .. } = order;
    let new = NewAppointment { post: id, person, since, until, order_no, deputy_rank };
    match desk.write(move |cx, asker| appointment::appoint(cx, &asker.who, new.clone())).await {
        Ok(_) => Ok(on_to(format!("/org/posts/{id}?done=appointed"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, id, "appoint", given, refused, exact).await
        }
    }
}

/// `POST /org/appointments/{id}/end`: by an order, too.
pub async fn end_appointment(
    desk: Desk,
    Path(id): Path<AppointmentId>,
    form: Form<EndOrder>,
) -> Answer {
    let (order, given) = match desk.take(form)? {
        Ok(parts) => parts,
        Err(given) => {
            let post = given.value("post").parse().unwrap_or(PostId(0));
            return again(&desk, post, &id.to_string(), given, None, Vec::new()).await;
        }
    };
    let EndOrder { post, until, order_no } = order;
    let end = move |cx: &mut app::Cx<'_, '_>, asker: &app::grid::matter::Asker| {
        appointment::end(cx, &asker.who, id, until, &order_no)
    };
    match desk.write(end).await {
        Ok(()) => Ok(on_to(format!("/org/posts/{post}?done=dismissed"))),
        Err(failed) => {
            let (given, refused) = desk.again(given, failed)?;
            again(&desk, post, &id.to_string(), given, refused, Vec::new()).await
        }
    }
}

/// So many of one name are looked through; a longer list is no help to anybody.
const NAMESAKES: u32 = 50;

/// An order that appoints somebody.
pub struct Order {
    name: String,
    person: Option<PersonId>,
    since: Date,
    until: Option<Date>,
    order_no: String,
    deputy_rank: u8,
}

impl FromInput for Order {
    fn read(input: &mut Input) -> Option<Order> {
        let name = input.text::<NAME_MAX>("name");
        let person = match input.raw("person") {
            "" => Some(None),
            _ => input.parsed("person").map(Some),
        };
        let since = input.day("since");
        let until = match input.raw("until").trim() {
            "" => Some(None),
            _ => input.day("until").map(Some),
        };
        let order_no = input.text::<NAME_MAX>("order_no");
        let rank = input.number("deputy_rank", 0..=i64::from(LAST_RANK));
        Some(Order {
            name: name?.to_string(),
            person: person?,
            since: since?,
            until: until?,
            order_no: order_no?.to_string(),
            deputy_rank: u8::try_from(rank?).ok()?,
        })
    }
}

/// An order that ends an appointment.
pub struct EndOrder {
    post: PostId,
    until: Date,
    order_no: String,
}

impl FromInput for EndOrder {
    fn read(input: &mut Input) -> Option<EndOrder> {
        let post = input.parsed("post");
        let until = Until::read(input);
        let order_no = input.text::<NAME_MAX>("order_no");
        Some(EndOrder { post: post?, until: until?.0, order_no: order_no?.to_string() })
    }
}

#[derive(Template)]
#[template(path = "org/post.html")]
struct View {
    p: Page,
    when: Times,
    f: Given,
    refused: Option<String>,
    form: String,
    shown: PostPage,
    title: String,
    unit: String,
    namesakes: Vec<Person>,
}

impl View {
    fn person(&self, person: &Option<Person>) -> String {
        let pick = |it: &Person| self.p.lang().pick(&it.name_zh, &it.name_en).to_owned();
        person.as_ref().map(pick).unwrap_or_default()
    }

    fn ranks(&self) -> Vec<Choice> {
        let label = |rank: u8| match rank {
            0 => self.p.t("account-holder").into_owned(),
            n => self.p.ta("account-deputy", &[("n", n)]),
        };
        (0..=LAST_RANK).map(|rank| Choice::new(rank, label(rank))).collect()
    }

    fn same_name(&self) -> Vec<Choice> {
        let choice = |it: &Person| {
            Choice::new(it.id, &it.name_zh).note(format!("{} · {}", it.name_en, it.id))
        };
        self.namesakes.iter().map(choice).collect()
    }

    /// Whether the appointed person acts today.
    fn acts(&self, appointment: &org::Appointment) -> bool {
        self.shown.row.acting == Some(appointment.person)
    }

    /// Whether this is the appointment whose end is being written down.
    fn ends(&self, appointment: &org::Appointment) -> bool {
        self.form == appointment.id.to_string()
    }

    /// Whether the appointment can still be ended.
    fn lasts(&self, appointment: &org::Appointment) -> bool {
        appointment.until.is_none_or(|until| until > self.when.today())
    }
}

async fn again(
    desk: &Desk,
    id: PostId,
    form: &str,
    given: Given,
    refused: Option<String>,
    namesakes: Vec<Person>,
) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page(desk, id, form, given, refused, status, namesakes).await
}

async fn page(
    desk: &Desk,
    id: PostId,
    form: &str,
    f: Given,
    refused: Option<String>,
    status: StatusCode,
    namesakes: Vec<Person>,
) -> Answer {
    let shown = desk.read(move |cx, asker| chart::post(cx, &asker.who, id)).await?;
    let info = &shown.row.info;
    let title = desk.pick(&info.post.title_zh, &info.post.title_en).to_owned();
    let unit = desk.pick(&info.unit.name_zh, &info.unit.name_en).to_owned();
    let p = desk.page_after(&title, "org");
    let when = Times(desk.when());
    let form = form.to_owned();
    let view = View { p, when, f, refused, form, shown, title, unit, namesakes };
    Ok(render_with(status, &view))
}

//! Changes of a worker's record (档案变更): coming, placing, papers, results, leaving.
//!
//! Nothing is overwritten: a correction is another fact, known later. So whatever was answered
//! before can be answered again.
use super::quota::fits;
use super::{YEARS, allowed, at, changed, day, load, place, text};
use crate::{Cx, Failed, Result};
use ::ladder::promotion::enter_post;
use ::ladder::scheme::PostKind;
use ::ladder::terms::LeaveReason;
use ::ladder::worker::{
    Certificate, Education, EducationLevel, Held, Placement, Rating, Tenure, YearResult,
};
use ::ladder::{Asked, Refused};
use ::org::{Action, UnitKind, Who};
use base::{Date, PersonId, UnitId};
use serde_json::json;
use store::ladder::service::Service;

/// Numbers of orders: as for appointments.
pub const ORDER_MAX: usize = 60;

/// Somebody who comes into service (入职).
#[derive(Clone, Debug)]
pub struct NewWorker {
    pub person: PersonId,
    pub community: UnitId,
    pub tenure: Tenure,
    pub secretary: bool,
    pub since: Date,
    pub placing: NewPlacing,
}

/// A placing (定级): the level may be left to the rules, then it is the one the post is entered at.
#[derive(Clone, Debug)]
pub struct NewPlacing {
    pub kind: PostKind,
    pub level: Option<u8>,
    pub since: Date,
    pub order_no: String,
}

/// Begins a record (入职登记).
pub fn enter(cx: &mut Cx<'_, '_>, who: &Who, new: &NewWorker) -> Result<()> {
    // Two that begin the same record at a time would begin two.
    store::org::version::hold(cx.tx)?;
    let directory = cx.directory()?;
    let of = directory.place(new.community).unwrap_or_default();
    let (Some(street), Some(community)) = (of.street, of.community) else {
        allowed(who, Action::EditWorker, of, new.person)?;
        return Err(Failed::field("community", "choose"));
    };
    let granted = allowed(who, Action::EditWorker, place(street, community), new.person)?;
    if directory.unit(new.community).map(|unit| unit.kind) != Some(UnitKind::Community) {
        return Err(Failed::field("community", "choose"));
    }
    store::org::person::get(cx.tx, new.person)?.ok_or(Failed::field("person", "unknown"))?;
    let order_no = order(&new.placing.order_no)?;
    let (since, today) = (day("since", new.since)?, cx.today());
    let services = store::ladder::service::of(cx.tx, new.person, super::SERVICES_MAX)?;
    if services.iter().any(|service| service.lasts(since)) {
        return Err(Failed::refused("worker_in_service"));
    }
    let NewWorker { person, tenure, secretary, .. } = *new;
    fits(cx, street, new.placing.kind, since, tenure)?;
    let id = cx.next_id();
    let service = Service {
        id,
        person,
        community,
        street,
        tenure,
        secretary,
        order_no: order_no.clone(),
        since,
        known: today,
        until: None,
        until_known: None,
    };
    store::ladder::service::insert(cx.tx, &service)?;
    let detail = json!({
        "community": community, "tenure": tenure, "secretary": secretary, "since": since,
        "order_no": order_no,
    });
    changed(cx, (who, granted), person, "entered", detail, None)?;
    put(cx, who, granted, person, &new.placing)
}

/// Places a worker on a level from a day on (定级).
pub fn place_on(cx: &mut Cx<'_, '_>, who: &Who, person: PersonId, new: &NewPlacing) -> Result<()> {
    let (services, granted) = load(cx, who, person, Action::EditWorker)?;
    let asked = Asked::new(new.since, cx.today());
    let facts = store::ladder::fact::worker(cx.tx, person)?;
    let was = facts.placement(asked).map(|placing| placing.kind);
    let serving = services.iter().find(|service| service.lasts(new.since));
    if let Some(service) = serving.filter(|_| was != Some(new.kind)) {
        // Two that change into the last place at a time would both find it.
        store::org::version::hold(cx.tx)?;
        fits(cx, service.street, new.kind, new.since, service.tenure)?;
    }
    put(cx, who, granted, person, new)
}

fn put(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    granted: ::org::Granted,
    person: PersonId,
    new: &NewPlacing,
) -> Result<()> {
    let (since, known) = (day("since", new.since)?, cx.today());
    let order_no = order(&new.order_no)?;
    let facts = store::ladder::fact::worker(cx.tx, person)?;
    let last = facts.placements.iter().map(|placing| placing.since).max();
    if let Some(last) = last.filter(|last| since < *last) {
        return Err(at("since")(Refused::BeforeLast { since, last }));
    }
    let (asked, rules) = (Asked::new(since, known), &cx.policies().ladder);
    let scheme = rules.scheme(asked)?;
    let (level, basis) = match new.level {
        Some(level) => {
            scheme.value.check_level(new.kind, level).map_err(at("level"))?;
            (level, scheme.basis)
        }
        None => {
            let own = facts.placement(asked).map(|placing| (placing.kind, placing.level));
            let (level, line) = enter_post(own, new.kind, asked, rules).map_err(at("kind"))?;
            (level, line.basis.last().cloned().unwrap_or(scheme.basis))
        }
    };
    let kind = new.kind;
    let placing = Placement { since, known, kind, level, order_no };
    store::ladder::fact::add_placement(cx.tx, person, &placing)?;
    let order_no = &placing.order_no;
    let detail = json!({ "kind": kind, "level": level, "since": since, "order_no": order_no });
    changed(cx, (who, granted), person, "placed", detail, Some(&basis))
}

/// Writes down a level of education with the papers that are there (学历学位登记).
pub fn educate(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    (level, diploma, degree): (EducationLevel, bool, bool),
    since: Date,
) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (since, known) = (day("since", since)?, cx.today());
    if level == EducationLevel::None {
        return Err(Failed::field("education", "choose"));
    }
    let new = Education { since, known, level, diploma, degree };
    store::ladder::fact::add_education(cx.tx, person, &new)?;
    let detail = json!({ "level": level, "diploma": diploma, "degree": degree, "since": since });
    changed(cx, (who, granted), person, "educated", detail, None)
}

/// Writes down a certificate (职业资格登记).
pub fn certify(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    certificate: Certificate,
    since: Date,
) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (since, known) = (day("since", since)?, cx.today());
    if certificate == Certificate::None {
        return Err(Failed::field("certificate", "choose"));
    }
    store::ladder::fact::add_certificate(cx.tx, person, &Held { since, known, certificate })?;
    let detail = json!({ "certificate": certificate, "since": since });
    changed(cx, (who, granted), person, "certified", detail, None)
}

/// Writes down the result of a year that is over (考核结果登记).
pub fn rate(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    (year, rating): (i16, Rating),
    order_no: &str,
) -> Result<()> {
    let (_, granted) = load(cx, who, person, Action::EditWorker)?;
    let (order_no, known) = (order(order_no)?, cx.today());
    if !YEARS.contains(&year) || year >= known.year() {
        return Err(Failed::field("year", "year_not_over"));
    }
    let new = YearResult { year, known, rating };
    store::ladder::fact::add_result(cx.tx, person, &new, &order_no)?;
    let detail = json!({ "year": year, "rating": rating, "order_no": order_no });
    changed(cx, (who, granted), person, "result_set", detail, None)
}

/// Ends a service from a day on, for a reason (离职登记).
pub fn leave(
    cx: &mut Cx<'_, '_>,
    who: &Who,
    person: PersonId,
    (until, reason): (Date, LeaveReason),
    order_no: &str,
) -> Result<()> {
    let (services, granted) = load(cx, who, person, Action::EditWorker)?;
    let (until, order_no, known) = (day("until", until)?, order(order_no)?, cx.today());
    let open = services.iter().find(|service| service.until.is_none());
    let open = open.ok_or(Failed::refused("worker_left"))?;
    if until <= open.since {
        return Err(Failed::field("until", "ends_before_it_begins"));
    }
    store::ladder::service::end(cx.tx, open.id, until, known)?;
    store::ladder::service::say_why(cx.tx, open.id, reason, &order_no)?;
    let detail = json!({ "until": until, "reason": reason, "order_no": order_no });
    changed(cx, (who, granted), person, "left", detail, None)
}

pub(super) fn order(typed: &str) -> Result<String> {
    text::<ORDER_MAX>("order_no", typed)
}

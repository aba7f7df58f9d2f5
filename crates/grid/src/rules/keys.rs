//! Which key is read as what: one line a key.
use super::attributes::Attribute;
use super::lists::{Category, GridKind, Ground, List, Named};
use super::messages::{Delivery, MailWords};
use super::patrol::{DayRecordRule, PatrolRecords, RiskClass, VisitRule};
use super::resident::{AlertRule, AlertWords, RedactionRule};
use super::values::*;
use super::weigh::WeighRule;
use crate::reply::Reply;
use crate::stopper::Stopper;
use policy::{Book, Finding, Timeline};
use serde::de::DeserializeOwned;

macro_rules! keys {
    ($($field:ident: $type:ty = $key:literal),+ $(,)?) => {
        /// Every value of this chapter through time.
        #[derive(Clone, Debug)]
        pub(super) struct Keys { $(pub(super) $field: Timeline<$type>),+ }

        /// The keys that are read.
        pub(super) const READ: &[&str] = &[$($key),+];

        impl Keys {
            /// Reads all of them before it gives up, so that every fault is told.
            pub(super) fn read(book: &Book, findings: &mut Vec<Finding>) -> Option<Keys> {
                $(let $field = timeline::<$type>(book, $key, findings);)+
                Some(Keys { $($field: $field?),+ })
            }
        }
    };
}

keys! {
    deadline_general: Deadline = "grid.deadline.general",
    deadline_major: Deadline = "grid.deadline.major",
    deadline_complex: Deadline = "grid.deadline.complex",
    deadline_beyond: Deadline = "grid.deadline.beyond",
    leg_assess: LegTime = "grid.leg.assess",
    leg_sort: LegTime = "grid.leg.sort",
    leg_handle: LegTime = "grid.leg.handle",
    leg_check: LegTime = "grid.leg.check",
    leg_feedback: LegTime = "grid.leg.feedback",
    leg_arbitrate: LegTime = "grid.leg.arbitrate",
    leg_answer: LegTime = "grid.leg.answer",
    leg_root_cause: LegTime = "grid.leg.root_cause",
    returns: Return = "grid.return",
    extension: Extension = "grid.extension",
    pause: Pause = "grid.pause",
    reopen: Days = "grid.reopen",
    rate: Days = "grid.rate",
    appeal: AppealRule = "grid.appeal",
    duplicate: DuplicateRule = "grid.duplicate",
    offline: OfflineRule = "grid.offline",
    recurrence: RecurrenceRule = "grid.recurrence",
    escalation: Escalation = "grid.escalation",
    categories: List<Category> = "grid.categories",
    stoppers: List<Stopper> = "grid.stopper",
    attributes: List<Attribute> = "grid.attributes",
    departments: List<Named> = "grid.departments",
    grounds: List<Ground> = "grid.grounds",
    kinds: List<GridKind> = "grid.kinds",
    legacy_kinds: List<Named> = "grid.legacy_kinds",
    work_kinds: List<Named> = "grid.work_kinds",
    duties: List<Named> = "grid.duties",
    patrol_risks: List<RiskClass> = "grid.patrol.risks",
    patrol_reasons: List<Named> = "grid.patrol.reasons",
    patrol_visit: VisitRule = "grid.patrol.visit",
    patrol_weigh: WeighRule = "grid.patrol.weigh",
    day_record: DayRecordRule = "grid.day_record",
    patrol_records: PatrolRecords = "privacy.patrol",
    contact: Contact = "privacy.contact",
    place: PublicPlace = "privacy.place",
    photo: PhotoLimits = "privacy.photo",
    redaction: RedactionRule = "privacy.redaction",
    password: Password = "security.password",
    lockout: Lockout = "security.lockout",
    session: Session = "security.session",
    second_factor: SecondFactor = "security.second_factor",
    intake: Intake = "security.intake",
    notice: Days = "message.notice",
    delivery: Delivery = "message.delivery",
    mail: MailWords = "message.mail",
    alert: AlertRule = "message.alert",
    alert_confirm: AlertWords = "message.alert_confirm",
    alert_digest: AlertWords = "message.alert_digest",
    alert_states: List<Named> = "message.alert_states",
    replies: List<Reply> = "message.reply",
}

fn timeline<T: DeserializeOwned>(
    book: &Book,
    key: &str,
    findings: &mut Vec<Finding>,
) -> Option<Timeline<T>> {
    let found = book.check_as::<T>(key);
    if found.is_empty() {
        return book.timeline(key).ok();
    }
    findings.extend(found);
    None
}

//! Why a question of the ladder has no answer (不予办理的原因): facts, which `web` puts into words.
use crate::rules::Organiser;
use crate::scheme::PostKind;
use base::Date;
use policy::Missing;
use rust_decimal::Decimal;

/// Why it is refused. Each says what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the scheme `{scheme}` has no post `{kind}`")]
    NoSuchPost { scheme: String, kind: PostKind },
    #[error("a {kind} has levels {lowest} to {highest}, not {level}")]
    LevelOutsidePost { kind: PostKind, level: u8, lowest: u8, highest: u8 },
    #[error("the table has no coefficient for a {kind} of level {level}")]
    NoCoefficient { kind: PostKind, level: u8 },
    #[error("the worker stands on no level on {on}")]
    NotPlaced { on: Date },
    #[error("the worker does not serve in the time asked for, which begins on {from}")]
    NotInService { from: Date },
    #[error("the result of {year} is not known yet")]
    NoResult { year: i16 },
    #[error("{raters} raters, at least {least} are needed")]
    TooFewRaters { raters: u32, least: u32 },
    #[error("nobody of `{group}` rated, which the rules ask for")]
    GroupMissing { group: String },
    #[error("no group of raters has the code `{group}`")]
    UnknownGroup { group: String },
    #[error("{percent} % of the raters are residents, at least {least} % are needed")]
    TooFewResidents { percent: u32, least: u32 },
    #[error("a mark lies between 0 and 100")]
    NoMark,
    #[error("the order has no number")]
    NoOrderNumber,
    #[error("a placing from {since} would stand before the one from {last}")]
    BeforeLast { since: Date, last: Date },
    #[error("{used} of {quota} places are taken")]
    QuotaUsed { quota: u32, used: u32 },
    #[error("it begins on {first} and ends on {last}")]
    EndsBefore { first: Date, last: Date },
    #[error("at most {most} days, in halves")]
    TooManyDays { most: Decimal },
    #[error("the session was over on {last}")]
    SessionOver { last: Date },
    #[error("the session is not over before {last}")]
    SessionNotOver { last: Date },
    #[error("newcomers to this post are trained by the {by}")]
    WrongOrganiser { by: Organiser },
    #[error("all {capacity} places of the session are taken")]
    SessionFull { capacity: u32 },
    #[error("`{to}` does not follow `{from}`")]
    NotFollowing { from: &'static str, to: &'static str },
    #[error(transparent)]
    Policy(#[from] Missing),
}

impl Refused {
    /// The name under which the web layer keeps the wording.
    pub fn code(&self) -> &'static str {
        match self {
            Refused::NoSuchPost { .. } => "no_such_post",
            Refused::LevelOutsidePost { .. } => "level_outside_post",
            Refused::NoCoefficient { .. } => "no_coefficient",
            Refused::NotPlaced { .. } => "not_placed",
            Refused::NotInService { .. } => "not_in_service",
            Refused::NoResult { .. } => "no_result",
            Refused::TooFewRaters { .. } => "too_few_raters",
            Refused::GroupMissing { .. } => "group_missing",
            Refused::UnknownGroup { .. } => "unknown_group",
            Refused::TooFewResidents { .. } => "too_few_residents",
            Refused::NoMark => "no_mark",
            Refused::NoOrderNumber => "no_order_number",
            Refused::BeforeLast { .. } => "before_last",
            Refused::QuotaUsed { .. } => "quota_used",
            Refused::EndsBefore { .. } => "ends_before",
            Refused::TooManyDays { .. } => "too_many_days",
            Refused::SessionOver { .. } => "session_over",
            Refused::SessionNotOver { .. } => "session_not_over",
            Refused::WrongOrganiser { .. } => "wrong_organiser",
            Refused::SessionFull { .. } => "session_full",
            Refused::NotFollowing { .. } => "not_following",
            Refused::Policy(_) => "no_policy",
        }
    }
}

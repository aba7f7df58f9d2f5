//! The facts of a refusal in words (拒绝的事实): times, spans, roles.
use crate::when::When;
use crate::words::Words;
use base::{SignedDuration, Timestamp};
use jiff::tz::TimeZone;
use org::Role;
use relay::Refused;
use std::sync::OnceLock;

type Facts = Vec<(&'static str, String)>;

/// What a refusal of the relay knows.
pub(super) fn of_relay(words: Words, refused: &Refused) -> Facts {
    let at = |at: Timestamp| when(words).at(at);
    let span = |minutes: i64| when(words).span(SignedDuration::from_mins(minutes));
    match *refused {
        Refused::AlreadyMet { at: met } => vec![("at", at(met))],
        Refused::TooLateToReturn { used, window } => {
            vec![("used", used.to_string()), ("window", window.to_string())]
        }
        Refused::GoesToArbitration { returns } => vec![("returns", returns.to_string())],
        Refused::PausedEnough { max_days } => vec![("max_days", max_days.to_string())],
        Refused::TooLateToExtend { used, before } => {
            vec![("used", used.to_string()), ("before", before.to_string())]
        }
        Refused::ExtendedEnough { times } => vec![("times", times.to_string())],
        Refused::ExtendedTooFar { asked, at_most } => {
            vec![("asked", span(asked)), ("at_most", span(at_most))]
        }
        Refused::LaterNeedsApprover { old, new } => vec![("old", at(old)), ("new", at(new))],
        Refused::PartsOpen { ref parts } => vec![("n", parts.len().to_string())],
        _ => Vec::new(),
    }
}

/// Facts as the reader says them: an instant as a local time, the code of a role as its name.
pub(super) fn worded(words: Words, facts: &[(&'static str, String)]) -> Facts {
    let word = |value: &String| match (value.parse::<Timestamp>(), Role::parse(value)) {
        (Ok(at), _) => when(words).at(at),
        (_, Some(role)) => words.tc("role", role.code()).into_owned(),
        _ => value.clone(),
    };
    // What policy says in both languages is `text` in the reader's.
    let text = words.lang.pick("zh", "en");
    let name = |name: &'static str| if name == text { "text" } else { name };
    facts.iter().map(|(of, value)| (name(of), word(value))).collect()
}

/// The district's time zone. One program serves one district, and a refusal is worded far from
/// the settings, so the router tells it once.
static ZONE: OnceLock<TimeZone> = OnceLock::new();

/// Tells in which zone times are said; the first word counts.
pub fn set_zone(zone: &TimeZone) {
    ZONE.get_or_init(|| zone.clone());
}

/// Says times with their year always: a refusal may be kept and read later.
fn when(words: Words) -> When {
    let zone = ZONE.get().cloned().unwrap_or(TimeZone::UTC);
    When::new(words, zone, Timestamp::UNIX_EPOCH)
}

//! 手机时间: what a phone wrote down earlier than it came in, said in both times, and which counts.
//!
//! The times are those of the event; how far apart they must be is policy of its day.
use crate::when::When;
use crate::words::Words;
use app::Policies;
use app::grid::matter::Entry;
use base::Timestamp;
use grid::offline::is_worth_telling;

/// "手机上 3月2日 09:12 记下，10:40 收到"; nothing where the two hardly differ.
pub fn told(words: Words, when: &When, policies: &Policies, entry: &Entry) -> Option<String> {
    let text = |name: &str| entry.detail.get(name).and_then(|value| value.as_str());
    let device: Timestamp = text("device_at")?.parse().ok()?;
    let rule = policies.rules.offline(when.day_of(entry.at)).ok()?.value;
    if !is_worth_telling(device, entry.at, &rule) {
        return None;
    }
    let same_day = when.day_of(device) == when.day_of(entry.at);
    let arrived = if same_day { when.clock(entry.at) } else { when.at(entry.at) };
    let facts = [("device", when.at(device)), ("arrived", arrived)];
    Some(match text("counted_by") {
        Some("too_late") => words.ta("event-device-too-late", &facts),
        Some("ahead") => words.ta("event-device-ahead", &facts),
        _ => words.ta("event-device", &facts),
    })
}

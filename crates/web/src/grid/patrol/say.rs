//! Places and windows in the reader's words (巡查的说法).
use super::super::names::Names;
use crate::desk::Desk;
use crate::markup::Markup;
use crate::when::When;
use app::grid::patrol::{PatrolPoint, TodayRow, WindowFacts};
use base::{Lang, Timestamp};
use grid::patrol::{State, Window};
use grid::rules::{Named, RiskClass};
use org::{Action, reach};

/// The pages about patrols that this reader may open, as tabs (页签).
pub struct Tabs(Vec<(&'static str, &'static str, bool)>);

impl Tabs {
    pub fn at(desk: &Desk, here: &str) -> Tabs {
        let all = [
            (Action::VisitPoint, "/patrol", "patrol-tab-today"),
            (Action::ReadPatrol, "/patrol/points", "patrol-tab-points"),
            (Action::ReadPatrol, "/patrol/coverage", "patrol-tab-coverage"),
            (Action::ReadDayRecord, "/day-record", "patrol-tab-day"),
        ];
        let open = all.iter().filter(|(action, ..)| !reach(&desk.signed.who, *action).is_nothing());
        Tabs(open.map(|(_, href, key)| (*href, *key, *href == here)).collect())
    }

    /// Address, words, and whether it is the page.
    pub fn list(&self) -> &[(&'static str, &'static str, bool)] {
        &self.0
    }
}

/// A window of a place, as a card shows it.
pub struct Row {
    pub id: String,
    pub name: String,
    pub address: String,
    pub place: String,
    pub risk: String,
    pub opens: String,
    pub window: String,
    pub closes: Option<Markup>,
    /// 已巡查、已说明 and why.
    pub outcome: String,
    pub state: &'static str,
    /// What was found.
    pub matter: Option<String>,
}

impl Row {
    pub fn of(desk: &Desk, names: &Names, row: &TodayRow, known: &[Named]) -> Row {
        let TodayRow { point, window, state, .. } = row;
        let when = desk.when();
        let risks = desk.app.policies().rules.patrol_risks(desk.today());
        let risks = risks.map(|cited| cited.value).unwrap_or_default();
        let facts = WindowFacts { window: *window, state: *state, known: row.known.clone() };
        Row {
            id: point.id.to_string(),
            name: point.name.clone(),
            address: point.address.clone(),
            place: names.unit(point.grid).unwrap_or_default(),
            risk: risk(desk.words.lang, &risks, &point.risk),
            opens: window.opens.to_string(),
            window: window_said(&when, window),
            closes: (*state == State::Open).then(|| when.countdown(window.closes, None)),
            outcome: outcome(desk, &facts, known),
            state: state.code(),
            matter: row.known.as_ref().and_then(|known| known.matter).map(|id| id.to_string()),
        }
    }
}

/// "09:00–12:00" of today, with its day otherwise.
pub fn window_said(when: &When, window: &Window) -> String {
    let is_today = when.day_of(window.closes) == when.day_of(when.now());
    if is_today && when.day_of(window.opens) == when.day_of(window.closes) {
        return format!("{}–{}", when.clock(window.opens), when.clock(window.closes));
    }
    window_with_day(when, window)
}

/// "3月2日 09:00–12:00", with both days where it ends on another.
pub fn window_with_day(when: &When, window: &Window) -> String {
    if when.day_of(window.opens) == when.day_of(window.closes) {
        return format!("{}–{}", when.at(window.opens), when.clock(window.closes));
    }
    format!("{} – {}", when.at(window.opens), when.at(window.closes))
}

/// How it stands with a window: "已巡查 10:02", "已说明：天气恶劣", "未巡查".
pub fn outcome(desk: &Desk, facts: &WindowFacts, reasons: &[Named]) -> String {
    let state = desk.words.tc("patrol-state", facts.state.code());
    let Some(known) = &facts.known else { return state.into_owned() };
    let when = desk.when();
    let at = |at: Timestamp| {
        let same = when.day_of(at) == when.day_of(facts.window.opens);
        if same { when.clock(at) } else { when.at(at) }
    };
    match &known.reason {
        Some(code) => {
            let named = reasons.iter().find(|reason| reason.code == *code);
            let named = named.map_or(code.as_str(), |reason| reason.name(desk.words.lang));
            desk.words.ta("patrol-explained-by", &[("reason", named.to_owned())])
        }
        None => format!("{state} {}", at(known.at)),
    }
}

/// The reasons to choose from, code and name.
pub fn reasons(desk: &Desk, reasons: &[Named]) -> Vec<(String, String)> {
    let lang = desk.words.lang;
    reasons.iter().map(|it| (it.code.clone(), it.name(lang).to_owned())).collect()
}

pub fn risk(lang: Lang, risks: &[RiskClass], code: &str) -> String {
    let found = risks.iter().find(|class| class.code == code);
    found.map_or(code, |class| class.name(lang)).to_owned()
}

/// The look of a risk: the higher ones stand out.
pub fn risk_class(risks: &[RiskClass], code: &str) -> &'static str {
    match risks.iter().position(|class| class.code == code) {
        Some(0) => "badge badge-bad",
        Some(1) => "badge badge-warn",
        _ => "badge",
    }
}

/// "每天 09:00、15:30" or "每 7 天一次，16:30起": when a place is looked at.
pub fn rhythm(desk: &Desk, class: &RiskClass, own: &str) -> String {
    let times = match own {
        "" => class.opens.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        own => own.to_owned(),
    };
    let days = class.every_days.to_string();
    let key = match (class.every_days, class.workdays_only) {
        (1, true) => "patrol-rhythm-workdays",
        (1, false) => "patrol-rhythm-daily",
        _ => "patrol-rhythm-every",
    };
    desk.words.ta(key, &[("days", days), ("times", times)])
}

/// The rhythm of a place by today's policy; empty for a risk that policy no longer knows.
pub fn rhythm_of(desk: &Desk, risks: &[RiskClass], point: &PatrolPoint) -> String {
    let class = risks.iter().find(|class| class.code == point.risk);
    class.map(|class| rhythm(desk, class, &point.opens)).unwrap_or_default()
}

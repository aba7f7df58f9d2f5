//! How a year's assessment looks to a program (考核形态), and what it sends.
use super::super::shape::{Day, Id, NoteText, OnDay, RatingWhy, YearRating, YearStage};
use super::super::view::{self, UnitView};
use app::ladder::assessment::Assessment;
use app::ladder::assessment::panel::Group;
use app::ladder::assessment::worker::{Note, OfWorker};
use app::{Failed, Result};
use ladder::assessment::course::Stage;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The years, the newest first (历年考核).
#[derive(Serialize, ToSchema)]
pub(super) struct YearsView {
    pub(super) items: Vec<YearView>,
}

/// A year and how far it has come (年度考核).
#[derive(Serialize, ToSchema)]
pub(super) struct YearView {
    year: i16,
    stage: YearStage,
    opened_on: Day,
    goals_on: Option<Day>,
    decided_on: Option<Day>,
    published_on: Option<Day>,
    /// The last day of the publication.
    ends_on: Option<Day>,
    appeal_until: Option<Day>,
    /// Weights and shares, where one year is asked for.
    pub(super) street_percent: Option<u32>,
    pub(super) public_percent: Option<u32>,
    pub(super) most_percent: Option<u32>,
    /// In their order; empty before the decision may be seen.
    pub(super) pools: Vec<PoolView>,
}

/// A pool and how its places went (名额单元).
#[derive(Serialize, ToSchema)]
pub(super) struct PoolView {
    pub(super) heads: bool,
    /// Nothing for the whole district.
    pub(super) unit: Option<UnitView>,
    pub(super) assessed: u32,
    pub(super) places: u32,
    pub(super) excellent: u32,
}

/// A page of a street's results, by name (考核结果).
#[derive(Serialize, ToSchema)]
pub(super) struct ResultsView {
    /// What would be decided now, for the personnel office alone.
    pub(super) draft: bool,
    pub(super) items: Vec<ResultView>,
    /// Ask for the rest with `before`; nothing at the end.
    pub(super) next: Option<String>,
}

/// The result of a worker.
#[derive(Serialize, ToSchema)]
pub(super) struct ResultView {
    pub(super) person: Id,
    pub(super) name_zh: String,
    pub(super) name_en: String,
    pub(super) community: Option<UnitView>,
    pub(super) head: bool,
    pub(super) rating: Option<YearRating>,
    pub(super) why: Option<RatingWhy>,
}

/// The panels of a street, in heads (评议情况).
#[derive(Serialize, ToSchema)]
pub(super) struct PanelsView {
    pub(super) least_raters: u32,
    pub(super) least_residents_percent: u32,
    pub(super) items: Vec<PanelView>,
}

/// The panel of a community.
#[derive(Serialize, ToSchema)]
pub(super) struct PanelView {
    pub(super) community: Option<UnitView>,
    pub(super) opened_on: Option<Day>,
    pub(super) closed_on: Option<Day>,
    pub(super) groups: Vec<RaterGroup>,
    /// Codes of what it lacks, such as `too_few_raters`.
    pub(super) missing: Vec<String>,
}

/// A group of raters, in heads.
#[derive(Serialize, ToSchema)]
pub(super) struct RaterGroup {
    /// A code of `ladder.assessment.panel`.
    code: String,
    papers: u32,
    raters: u32,
}

/// A worker's year, as far as one may see it (个人年度考核).
#[derive(Serialize, ToSchema)]
pub(super) struct WorkerYearView {
    year: i16,
    stage: YearStage,
    person: Id,
    community: Option<UnitView>,
    /// The one that stands.
    goal: Option<String>,
    /// The newest first.
    notes: Vec<NoteView>,
    street_mark: Option<String>,
    public_mark: Option<String>,
    rating: Option<YearRating>,
    why: Option<RatingWhy>,
    /// The day on which the result became known.
    known: Option<Day>,
    appealed_on: Option<Day>,
    answered_on: Option<Day>,
    /// When it went into the record.
    recorded_on: Option<Day>,
}

/// A note on a year, with both its days (日常记录).
#[derive(Serialize, ToSchema)]
pub(super) struct NoteView {
    day: Day,
    known: Day,
    by: Id,
    words: String,
}

/// A note that is sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteIn {
    pub(super) day: OnDay,
    pub(super) words: NoteText,
}

/// What the street says (街道考评).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Evaluate {
    /// From 0 to 100, with two decimals at most, as text.
    pub(super) mark: String,
    pub(super) words: NoteText,
}

/// An exact number that came as text.
pub(super) fn mark_of(text: &str) -> Result<Decimal> {
    text.trim().parse().map_err(|_| Failed::field("mark", "number"))
}

pub(super) fn panel_rule(rule: &ladder::rules::Panel) -> (u32, u32) {
    (rule.least_raters, rule.least_residents_percent)
}

pub(super) fn year_view(of: &Assessment, stage: Stage) -> YearView {
    let course = of.course;
    YearView {
        year: of.year,
        stage: YearStage(stage),
        opened_on: Day(course.opened),
        goals_on: course.goals.map(Day),
        decided_on: course.decided.map(Day),
        published_on: course.published.map(Day),
        ends_on: course.ends.map(Day),
        appeal_until: course.appeal_until.map(Day),
        street_percent: None,
        public_percent: None,
        most_percent: None,
        pools: Vec::new(),
    }
}

impl RaterGroup {
    pub(super) fn of(group: &Group) -> RaterGroup {
        RaterGroup { code: group.code.clone(), papers: group.issued, raters: group.raters }
    }
}

impl NoteView {
    pub(super) fn of(note: &Note) -> NoteView {
        let (day, known) = (Day(note.day), Day(note.known));
        NoteView { day, known, by: note.by.into(), words: note.words.clone() }
    }
}

pub(super) fn worker_view(found: &OfWorker, notes: Vec<NoteView>) -> WorkerYearView {
    let result = found.results.first();
    let street = found.mark.as_ref().map(|mark| mark.mark.to_string());
    WorkerYearView {
        year: found.assessment.year,
        stage: YearStage(found.stage),
        person: found.person.id.into(),
        community: view::unit(&found.directory, found.place.community),
        goal: found.goals.first().map(|goal| goal.words.clone()),
        notes,
        street_mark: street,
        public_mark: result.map(|result| result.marks.public.to_string()),
        rating: result.and_then(|result| result.rating).map(YearRating),
        why: result.map(|result| RatingWhy(result.why)),
        known: result.map(|result| Day(result.known)),
        appealed_on: found.appeal.as_ref().map(|appeal| Day(appeal.submitted_on)),
        answered_on: found.appeal.as_ref().and_then(|appeal| appeal.answered_on).map(Day),
        recorded_on: found.flowed_on.map(Day),
    }
}

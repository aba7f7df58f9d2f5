//! How the own list and the answers of a batch look (对外形态).
use crate::api::offline::patrol::PatrolOnPhone;
use crate::api::shape::{At, Id};
use crate::api::view::PointView;
use crate::grid::names::Names;
use crate::grid::record::icon_of;
use crate::said;
use crate::words::Words;
use app::Failed;
use app::offline::{Answer, Kept, OPERATIONS_MAX, Own, OwnMatter, State};
use base::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What the phone of a signed-in person keeps (随身清单).
#[derive(Serialize, ToSchema)]
pub struct OwnView {
    person: Id,
    /// What the page sends in `X-Jieli-Csrf`; nothing for a program with a token.
    pub csrf: Option<String>,
    at: At,
    operations_max: usize,
    /// How many photos a report may have.
    pub photos_max: u32,
    matters: Vec<OwnMatterView>,
    posts: Vec<Choice>,
    groups: Vec<GroupView>,
    /// The middle of the own grid, for a phone that finds no position.
    stand_in: Option<PointView>,
    /// What is to be looked at today.
    pub patrol: PatrolOnPhone,
}

/// A matter on the phone (随身事项).
#[derive(Serialize, ToSchema)]
struct OwnMatterView {
    id: Id,
    number: String,
    category: String,
    weight: String,
    body: String,
    address: String,
    place: String,
    lon: Option<f64>,
    lat: Option<f64>,
    step: String,
    leg: u32,
    due: Option<At>,
    /// The matter itself is held, not only a part of it.
    whole: bool,
}

/// Something to choose (选项).
#[derive(Serialize, ToSchema)]
struct Choice {
    code: String,
    name: String,
}

/// A group of categories, with its kinds (类别组).
#[derive(Serialize, ToSchema)]
struct GroupView {
    code: String,
    name: String,
    icon: String,
    kinds: Vec<Choice>,
}

/// The list in the reader's words.
pub fn own(names: &Names, own: &Own) -> OwnView {
    let post = |post: &base::PostId| Choice {
        code: post.to_string(),
        name: names.post_with_person(*post),
    };
    OwnView {
        person: own.person.into(),
        csrf: None,
        at: At(own.at),
        operations_max: OPERATIONS_MAX,
        photos_max: 0,
        matters: own.matters.iter().map(|matter| matter_view(names, matter)).collect(),
        posts: own.posts.iter().map(post).collect(),
        groups: groups(names),
        stand_in: own.stand_in.map(|point| PointView { lon: point.lon, lat: point.lat }),
        patrol: PatrolOnPhone::default(),
    }
}

fn matter_view(names: &Names, it: &OwnMatter) -> OwnMatterView {
    OwnMatterView {
        id: it.id.into(),
        number: it.number.clone(),
        category: names.category(&it.category),
        weight: names.words.tc("matter-weight", it.weight.code()).into_owned(),
        body: it.body.clone(),
        address: it.address.clone(),
        place: names.place(&it.place),
        lon: it.point.map(|point| point.lon),
        lat: it.point.map(|point| point.lat),
        step: names.words.tc("matter-step", &it.step).into_owned(),
        leg: it.leg,
        due: it.due.map(At),
        whole: it.whole,
    }
}

fn groups(names: &Names) -> Vec<GroupView> {
    let lang = names.lang();
    let groups = names.categories.iter().filter(|category| category.parent.is_none());
    let view = |group: &grid::rules::Category| {
        let within = |kind: &&grid::rules::Category| kind.parent.as_deref() == Some(&group.code);
        let kinds = names.categories.iter().filter(within);
        let kinds =
            kinds.map(|kind| Choice { code: kind.code.clone(), name: kind.name(lang).to_owned() });
        GroupView {
            code: group.code.clone(),
            name: group.name(lang).to_owned(),
            icon: icon_of(&group.code).to_owned(),
            kinds: kinds.collect(),
        }
    };
    groups.map(view).collect()
}

/// The answers of a batch, in its order (批次答复).
#[derive(Serialize, ToSchema)]
pub struct Answers {
    received_at: At,
    answers: Vec<AnswerView>,
}

/// What became of one operation (操作答复).
#[derive(Serialize, ToSchema)]
struct AnswerView {
    id: String,
    /// `done`, `replayed`, `conflict`, `refused`, or `later`: send it again.
    state: String,
    /// It was answered before; these are the facts of then.
    replayed: bool,
    /// Somebody had done it before: nothing was left to do, and that is no conflict.
    already: bool,
    matter: Option<Id>,
    number: Option<String>,
    /// The moment from which clocks run.
    counts: Option<At>,
    /// `device`, or why the server's time counts: `too_late`, `ahead`.
    counted_by: Option<String>,
    reason: Option<String>,
    field: Option<String>,
    /// What the person should read.
    words: Option<String>,
    now: Option<NowView>,
    /// Photos that are not with the report, counted from 1.
    photos_left_out: Vec<u32>,
}

/// Where the matter stands instead (现状).
#[derive(Serialize, ToSchema)]
struct NowView {
    step: String,
    holder: String,
    ended: bool,
}

pub fn answers(words: Words, at: Timestamp, answers: Vec<Answer>) -> Answers {
    let answers = answers.into_iter().map(|answer| view(words, answer)).collect();
    Answers { received_at: At(at), answers }
}

fn view(words: Words, answer: Answer) -> AnswerView {
    let kept = answer.kept;
    let said = match answer.state {
        State::Done | State::Replayed => noted(words, &kept),
        _ => kept.words,
    };
    let now = kept.now.map(|now| NowView {
        step: words.tc("matter-step", &now.step).into_owned(),
        holder: words.lang.pick(&now.holder_zh, &now.holder_en).to_owned(),
        ended: now.ended,
    });
    AnswerView {
        id: answer.name,
        state: answer.state.code().to_owned(),
        replayed: answer.replayed,
        matter: kept.matter.map(Into::into),
        number: kept.number,
        counts: kept.counts.map(At),
        counted_by: kept.counted_by,
        reason: kept.reason,
        field: kept.field,
        words: said,
        now,
        photos_left_out: kept.left_out.iter().map(|photo| photo.nth).collect(),
        already: kept.already,
    }
}

/// What somebody should know of what was done all the same; nothing where all went as meant.
fn noted(words: Words, kept: &Kept) -> Option<String> {
    let mut said = Vec::new();
    if let Some(by) = kept.counted_by.as_deref().filter(|by| *by != "device") {
        said.push(words.tc("offline-counted", by).into_owned());
    }
    if kept.window_missed {
        said.push(words.t("offline-window-missed").into_owned());
    }
    for photo in &kept.left_out {
        let why = match words.has(&format!("field-{}", photo.code)) {
            true => words.tc("field", &photo.code),
            false => words.t("field-not_a_photo"),
        };
        let facts = [("n", photo.nth.to_string()), ("why", why.into_owned())];
        said.push(words.ta("offline-photo-left-out", &facts));
    }
    (!said.is_empty()).then(|| said.join("\n"))
}

/// The sentence of a refusal that is told hours later: the usual one would speak of now.
pub fn said_later(words: Words, failed: &Failed) -> Option<String> {
    let Failed::Refused { code, facts } = failed else { return None };
    let key = format!("offline-refused-{code}");
    words.has(&key).then(|| words.ta(&key, facts))
}

/// The sentence of a failure that has no words of its own: the general one of its kind.
pub fn general(words: Words, failed: &Failed) -> String {
    let problem = said::problem(words, failed);
    words.t(&format!("problem-{}-text", problem.code.code())).into_owned()
}

//! Everything that staff do to a matter (办理): one POST per action of the loop.
//!
//! All of them answer where the matter then stands. Who may, at which step, and in which time is
//! decided by the use cases; here only words are read.
use super::body::Change;
use super::client::Staff;
use super::input::{
    Answer, Arbitrate, AskExtension, Check, DecideAppeal, DecideExtension, HandOver, Merge,
    Nothing, Part, Pause, Reason, ReportUp, SecondLook, SendBack, Solve, Triage, Words,
};
use super::matter::path_id;
use super::operation::{Operation, post};
use super::view::{self, Standing};
use crate::optional_text;
use crate::problem::Problem;
use app::grid::matter::{self, Asker};
use app::{App, Cx, Result};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing;
use base::MatterId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

macro_rules! path {
    ($action:literal) => {
        concat!("/api/v1/matters/{id}/", $action)
    };
}

pub fn operations() -> Vec<Operation> {
    let mut all = sorting();
    all.extend(work());
    all.extend(hands());
    all.extend(time());
    all.extend(upward());
    all.extend(followed());
    all
}

/// 研判、分类、复核.
fn sorting() -> Vec<Operation> {
    vec![
        act(
            path!("triage"),
            "triage",
            r#"{"category":"street_light","weight":"general","sort":"public","ground":"public_asset","assign":"411207312384000000"}"#,
            triage,
        ),
        act(
            path!("second-look"),
            "second_look",
            r#"{"agree":true,"reason":"分类妥当"}"#,
            |cx, asker, id, it: &SecondLook| {
                matter::second_look(cx, asker, id, it.agree, &it.reason.read("reason")?)
            },
        ),
        act(
            path!("decide-appeal"),
            "decide_appeal",
            r#"{"stands":false,"reason":"理由成立，继续办"}"#,
            |cx, asker, id, it: &DecideAppeal| {
                matter::decide_appeal(cx, asker, id, it.stands, &it.reason.read("reason")?)
            },
        ),
        act(
            path!("merge"),
            "merge",
            r#"{"into":"411207312384000000","reason":"同一盏灯"}"#,
            |cx, asker, id, it: &Merge| {
                matter::merge(cx, asker, id, it.into.into(), &it.reason.read("reason")?)
            },
        ),
    ]
}

/// 处置、核查、反馈、重办.
fn work() -> Vec<Operation> {
    vec![
        act(
            path!("note"),
            "note",
            r#"{"words":"已约好电工下午到"}"#,
            |cx, asker, id, it: &Words| matter::note(cx, asker, id, &it.words.read("words")?),
        ),
        act(
            path!("plan"),
            "plan",
            r#"{"words":"三步：量、议、装"}"#,
            |cx, asker, id, it: &Words| matter::plan(cx, asker, id, &it.words.read("words")?),
        ),
        act(path!("solve"), "solve", r#"{"ending":"solved","words":"换了灯泡，已亮"}"#, solve),
        act(
            path!("check"),
            "check",
            r#"{"passes":true,"words":"到场看过，亮了"}"#,
            |cx, asker, id, it: &Check| {
                matter::check(cx, asker, id, it.passes, &it.words.read("words")?)
            },
        ),
        act(
            path!("feedback"),
            "feedback",
            r#"{"words":"灯已修好，谢谢您"}"#,
            |cx, asker, id, it: &Words| matter::feedback(cx, asker, id, &it.words.read("words")?),
        ),
        act(
            path!("reopen"),
            "reopen",
            r#"{"reason":"又坏了"}"#,
            |cx, asker, id, it: &Reason| matter::reopen(cx, asker, id, &it.reason.read("reason")?),
        ),
        post(path!("contact"), "contact", routing::post(contact))
            .tag("act")
            .staff()
            .takes::<Reason>(r#"{"reason":"约上门时间"}"#)
            .answers::<Opened>(200)
            .each_time(),
    ]
}

/// 移交、退回、裁定、接管.
fn hands() -> Vec<Operation> {
    const OWNER: &str = r#"{"clause":"职责清单第三条","right_owner":"411207312384000000"}"#;
    vec![
        act(
            path!("hand-over"),
            "hand_over",
            r#"{"to":"411207312384000000","reason":"在他的片区"}"#,
            |cx, asker, id, it: &HandOver| {
                let to = matter::HandOver { to: it.to.into(), reason: it.reason.read("reason")? };
                matter::hand_over(cx, asker, id, &to)
            },
        ),
        act(path!("send-back"), "send_back", OWNER, |cx, asker, id, it: &SendBack| {
            matter::send_back(cx, asker, id, &owner(it)?)
        }),
        act(path!("ask-arbitration"), "ask_arbitration", OWNER, |cx, asker, id, it: &SendBack| {
            matter::ask_arbitration(cx, asker, id, &owner(it)?)
        }),
        act(
            path!("arbitrate"),
            "arbitrate",
            r#"{"to":"411207312384000000","clause":"职责清单第三条"}"#,
            |cx, asker, id, it: &Arbitrate| {
                matter::arbitrate(cx, asker, id, it.to.into(), &it.clause.read("clause")?)
            },
        ),
        act(
            path!("take-over"),
            "take_over",
            r#"{"reason":"网格长病假"}"#,
            |cx, asker, id, it: &Reason| {
                matter::take_over(cx, asker, id, &it.reason.read("reason")?)
            },
        ),
    ]
}

/// 暂停、恢复、延期.
fn time() -> Vec<Operation> {
    vec![
        act(
            path!("pause"),
            "pause",
            r#"{"reason":"access","words":"等住户回来"}"#,
            |cx, asker, id, it: &Pause| {
                let words = optional_text!(it.words, "words")?;
                matter::pause(cx, asker, id, it.reason.read("reason")?.as_str(), words.as_ref())
            },
        ),
        act(path!("resume"), "resume", "{}", |cx, asker, id, _: &Nothing| {
            matter::resume(cx, asker, id)
        }),
        act(
            path!("ask-extension"),
            "ask_extension",
            r#"{"minutes":120,"reason":"配件在路上"}"#,
            |cx, asker, id, it: &AskExtension| {
                matter::ask_extension(cx, asker, id, it.minutes, &it.reason.read("reason")?)
            },
        ),
        act(
            path!("decide-extension"),
            "decide_extension",
            r#"{"grant":true,"reason":"情况属实"}"#,
            |cx, asker, id, it: &DecideExtension| {
                matter::decide_extension(cx, asker, id, it.grant, &it.reason.read("reason")?)
            },
        ),
    ]
}

/// 上报、答复.
fn upward() -> Vec<Operation> {
    const ANSWER: &str = r#"{"part":"411207312384000000","words":"已列入下月计划"}"#;
    vec![
        act(
            path!("report-up"),
            "report_up",
            r#"{"words":"需要改造线路，超出社区能力"}"#,
            |cx, asker, id, it: &ReportUp| {
                matter::report_up(cx, asker, id, it.to.map(Into::into), &it.words.read("words")?)
            },
        ),
        act(path!("answer-up"), "answer_up", ANSWER, |cx, asker, id, it: &Answer| {
            matter::answer_up(cx, asker, id, it.part.into(), &it.words.read("words")?)
        }),
        act(
            path!("take-answer"),
            "take_answer",
            r#"{"part":"411207312384000000"}"#,
            |cx, asker, id, it: &Part| matter::take_answer(cx, asker, id, it.part.into()),
        ),
        act(path!("return-answer"), "return_answer", ANSWER, |cx, asker, id, it: &Answer| {
            matter::return_answer(cx, asker, id, it.part.into(), &it.words.read("words")?)
        }),
    ]
}

/// 关注.
fn followed() -> Vec<Operation> {
    vec![
        act(path!("follow"), "follow_matter", "{}", |cx, asker, id, _: &Nothing| {
            app::message::follow(cx, asker, id)
        }),
        act(path!("unfollow"), "unfollow_matter", "{}", |cx, asker, id, _: &Nothing| {
            app::message::unfollow(cx, asker, id)
        }),
    ]
}

/// What an action does with a matter and what was said.
type Work<I> = fn(&mut Cx<'_, '_>, &Asker, MatterId, &I) -> Result<()>;

/// An action: reads its input, runs it once, answers where the matter stands.
fn act<I>(path: &'static str, id: &'static str, example: &'static str, work: Work<I>) -> Operation
where
    I: DeserializeOwned + ToSchema + Send + Sync + 'static,
{
    let run = async move |State(app): State<App>,
                          Staff(client): Staff,
                          Path(id): Path<String>,
                          change: Change<I>|
                -> std::result::Result<Response, Problem> {
        let Change { input, named } = change;
        let id: MatterId = path_id(&id)?;
        client
            .write(&app, named, StatusCode::OK, move |cx, asker| {
                work(cx, asker, id, &input)?;
                view::standing(cx, id)
            })
            .await
    };
    let takes = post(path, id, routing::post(run)).takes::<I>(example);
    takes.tag("act").staff().answers::<Standing>(200)
}

fn triage(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, it: &Triage) -> Result<()> {
    let new = matter::Triage {
        category: it.category.read("category")?.to_string(),
        weight: it.weight.0,
        sort: it.sort.0,
        ground: it.ground.read("ground")?.to_string(),
        reason: optional_text!(it.reason, "reason")?,
        assign: it.assign.map(Into::into),
    };
    matter::triage(cx, asker, id, &new)
}

fn solve(cx: &mut Cx<'_, '_>, asker: &Asker, id: MatterId, it: &Solve) -> Result<()> {
    let new = matter::Solve {
        ending: it.ending.0,
        words: it.words.read("words")?,
        basis: optional_text!(it.basis, "basis")?,
    };
    matter::solve(cx, asker, id, &new)
}

fn owner(it: &SendBack) -> Result<matter::SendBack> {
    let right_owner = it.right_owner.into();
    Ok(matter::SendBack { clause: it.clause.read("clause")?, right_owner })
}

/// A contact that was opened (联系方式).
#[derive(Serialize, ToSchema)]
struct Opened {
    contact: String,
}

/// Opens a contact. Its answer is never kept to be repeated: each look is on record, and what is
/// erased stays erased.
async fn contact(
    State(app): State<App>,
    Staff(client): Staff,
    Path(id): Path<String>,
    Change { input, .. }: Change<Reason>,
) -> std::result::Result<Response, Problem> {
    let id: MatterId = path_id(&id)?;
    client
        .write(&app, None, StatusCode::OK, move |cx, asker| {
            let contact = matter::read_contact(cx, asker, id, &input.reason.read("reason")?)?;
            Ok(Opened { contact })
        })
        .await
}

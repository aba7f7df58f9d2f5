//! A form or body for each change, good enough that only the right decides. A change without a
//! sample here is walked with an empty form, and then only held to "nothing happens".
use super::Subjects;

/// The fields of a page's form, without the token.
pub fn form(path: &str, s: &Subjects) -> Option<String> {
    let (post, other, unit) = (s.post, s.spare.post, s.unit);
    if let Some(form) = super::ladder::form(path, s.street, &s.ladder) {
        return Some(form);
    }
    Some(match path {
        "/matters/new" => {
            "category=environment&what=x&lon=120.0005&lat=30.0005&for=worker".to_owned()
        }
        "/matters/{id}/triage" => {
            "category=litter&weight=general&ground=public_asset&reason=r&assign=".to_owned()
        }
        "/matters/{id}/second-look" => "agree=yes&reason=r".to_owned(),
        "/matters/{id}/decide-appeal" => "stands=yes&reason=r".to_owned(),
        "/matters/{id}/merge" => format!("into={}&reason=r", s.other_number),
        "/matters/{id}/note" | "/matters/{id}/plan" | "/matters/{id}/feedback" => {
            "words=w".to_owned()
        }
        "/matters/{id}/solve" => "ending=solved&words=w".to_owned(),
        "/matters/{id}/check" => "passes=yes&words=w".to_owned(),
        "/matters/{id}/reopen" | "/matters/{id}/take-over" | "/matters/{id}/contact" => {
            "reason=r".to_owned()
        }
        "/matters/{id}/hand-over" => format!("to={other}&reason=r"),
        "/matters/{id}/send-back" | "/matters/{id}/ask-arbitration" => {
            format!("clause=c&right_owner={other}")
        }
        "/matters/{id}/arbitrate" => format!("to={other}&clause=c"),
        "/photos/{id}/redact" => "deed=hide&reason=face&note=&edits=0".to_owned(),
        "/matters/{id}/pause" => "reason=access&words=w".to_owned(),
        "/matters/{id}/resume" => String::new(),
        "/matters/{id}/ask-extension" => "amount=2&unit=hours&reason=r".to_owned(),
        "/matters/{id}/decide-extension" => "grant=yes&reason=r".to_owned(),
        "/matters/{id}/report-up" => "words=w".to_owned(),
        "/matters/{id}/answer-up" | "/matters/{id}/return-answer" => "part=1&words=w".to_owned(),
        "/matters/{id}/take-answer" => "part=1".to_owned(),
        "/patrol/points/new" | "/patrol/points/{id}/change" => {
            "name=n&risk=high&work=hazards&opens=&lon=120.0005&lat=30.0005&grid=&since=&address="
                .to_owned()
        }
        "/patrol/points/{id}/clear" | "/patrol/points/{id}/retire" => String::new(),
        "/patrol/points/{id}/explain" => "opens=2026-03-02T01:00:00Z&reason=weather".to_owned(),
        "/grids/{unit}/work" => format!("post={post}&work=party"),
        "/org/units" => {
            format!("parent={unit}&kind=office&name_zh=n&since=2026-03-02&code=c{}", s.turn)
        }
        "/org/units/{id}/rename" => "name_zh=n".to_owned(),
        "/org/units/{id}/end" => "until=2026-03-03".to_owned(),
        "/org/units/{id}/posts" => "role=street&title_zh=t".to_owned(),
        "/org/people" => "name_zh=n".to_owned(),
        "/org/posts/{id}/appoint" => format!(
            "name=n&person={}&since=2026-03-02&order_no=o&deputy_rank={}",
            s.spare.person,
            1 + s.turn % 9
        ),
        "/org/appointments/{id}/end" => format!("post={other}&until=2026-03-09&order_no=o"),
        "/org/people/{id}/absences" => "since=2026-04-01&until=2026-04-02".to_owned(),
        "/org/absences/{id}/end" => format!("person={}&until=2026-03-02", s.spare.person),
        "/workers" => format!(
            "person={}&community={}&tenure=hired&kind=clerk&level=&since=2026-03-02&order_no=o",
            s.without_account, s.community
        ),
        "/workers/{id}/place" => "kind=clerk&level=2&since=2026-03-02&order_no=o".to_owned(),
        "/workers/{id}/educate" => "education=bachelor&diploma=on&since=2018-07-01".to_owned(),
        "/workers/{id}/certify" => "certificate=assistant&since=2018-07-01".to_owned(),
        "/workers/{id}/rate" => "year=2025&rating=qualified&order_no=o".to_owned(),
        "/workers/{id}/number" => "number_kind=bank_card&number=4111111111111111".to_owned(),
        "/workers/{id}/number/erase" => "number_kind=bank_card".to_owned(),
        "/workers/{id}/number/look" => "number_kind=id_number&reason=r".to_owned(),
        "/workers/{id}/benefit" => "benefit=checkup&since=2026-01-05&note=".to_owned(),
        "/pay" => "month=2026-03&year=&known=".to_owned(),
        "/pay/{id}/finish" => "version=1".to_owned(),
        "/pay/{id}/bank.csv" => "reason=r".to_owned(),
        "/promotions" => {
            format!("street={}&year=2025&person={}&order_no=o", s.street, s.spare.person)
        }
        "/assessments" => "year=2025".to_owned(),
        "/assessments/{year}/goals" => format!("community={}&goal=g", s.community),
        "/assessments/{year}/panels" => {
            format!(
                "community={}&heads-residents=40&heads-units=4&heads-property=3&heads-owners=3",
                s.community
            )
        }
        "/assessments/{year}/decide" => "order_no=o".to_owned(),
        "/assessments/{year}/publish-goals"
        | "/assessments/{year}/publish"
        | "/assessments/{year}/settle"
        | "/assessments/{year}/panels/{unit}/print-again"
        | "/assessments/{year}/panels/{unit}/close" => String::new(),
        "/assessments/{year}/workers/{id}/goal" => "goal=g".to_owned(),
        "/assessments/{year}/workers/{id}/note" => "day=2026-03-02&note=n".to_owned(),
        "/assessments/{year}/workers/{id}/mark" => "mark=90&grounds=g".to_owned(),
        "/assessments/{year}/workers/{id}/appeal" => "grounds=g".to_owned(),
        "/assessments/{year}/workers/{id}/answer" => {
            "rating=stands&grounds=g&order_no=o".to_owned()
        }
        "/accounts" => format!("person={}&login=l{}", s.without_account, s.turn),
        "/outbox/retry" | "/outbox/give-up" => format!("delivery={}", s.outbox),
        "/matters/{id}/follow"
        | "/matters/{id}/unfollow"
        | "/notices/read"
        | "/notices/mail/stop" => String::new(),
        "/keys" => "key_name=n&key_owner=o&per_minute=".to_owned(),
        "/accounts/{id}/reset"
        | "/accounts/{id}/reset-factor"
        | "/accounts/{id}/close"
        | "/accounts/{id}/reopen"
        | "/accounts/{id}/end-sessions"
        | "/keys/{id}/revoke"
        | "/audit/verify" => String::new(),
        _ => return None,
    })
}

/// The JSON of a change over the API.
pub fn json(path: &str, s: &Subjects) -> Option<String> {
    let other = s.spare.post;
    if let Some(json) = super::ladder::json(path, s.street, &s.ladder) {
        return Some(json);
    }
    if let Some(json) = patrol(path) {
        return Some(json.to_owned());
    }
    if path.starts_with("/api/v1/outbox/") {
        return Some("{}".to_owned());
    }
    match path.strip_prefix("/api/v1/assessments/{year}/workers/{id}") {
        Some("/note") => return Some(r#"{"day":"2026-03-02","words":"w"}"#.to_owned()),
        Some("/mark") => return Some(r#"{"mark":"90","words":"w"}"#.to_owned()),
        _ => {}
    }
    let deed = path.strip_prefix("/api/v1/matters/{id}/");
    Some(match deed {
        None if path == "/api/v1/matters" => {
            r#"{"source":"caller","category":"environment","body":"b","lon":120.0005,"lat":30.0005}"#
                .to_owned()
        }
        Some("triage") => {
            r#"{"category":"litter","weight":"general","sort":"public","ground":"public_asset"}"#.to_owned()
        }
        Some("second-look") => r#"{"agree":true,"reason":"r"}"#.to_owned(),
        Some("decide-appeal") => r#"{"stands":true,"reason":"r"}"#.to_owned(),
        Some("merge") => format!(r#"{{"into":"{}","reason":"r"}}"#, s.other_matter),
        Some("note" | "plan" | "feedback" | "report-up") => r#"{"words":"w"}"#.to_owned(),
        Some("solve") => r#"{"ending":"solved","words":"w"}"#.to_owned(),
        Some("check") => r#"{"passes":true,"words":"w"}"#.to_owned(),
        Some("reopen" | "take-over" | "contact") => r#"{"reason":"r"}"#.to_owned(),
        Some("hand-over") => format!(r#"{{"to":"{other}","reason":"r"}}"#),
        Some("send-back" | "ask-arbitration") => {
            format!(r#"{{"clause":"c","right_owner":"{other}"}}"#)
        }
        Some("arbitrate") => format!(r#"{{"to":"{other}","clause":"c"}}"#),
        Some("pause") => r#"{"reason":"access","words":"w"}"#.to_owned(),
        Some("follow" | "unfollow") => "{}".to_owned(),
        Some("resume") => "{}".to_owned(),
        Some("ask-extension") => r#"{"minutes":120,"reason":"r"}"#.to_owned(),
        Some("decide-extension") => r#"{"grant":true,"reason":"r"}"#.to_owned(),
        Some("answer-up" | "return-answer") => r#"{"part":"1","words":"w"}"#.to_owned(),
        Some("take-answer") => r#"{"part":"1"}"#.to_owned(),
        _ => return None,
    })
}

fn patrol(path: &str) -> Option<&'static str> {
    Some(match path.strip_prefix("/api/v1/patrol/points")? {
        "" | "/{id}/change" => {
            r#"{"name":"n","risk":"high","work":"hazards","lon":120.0005,"lat":30.0005}"#
        }
        "/{id}/clear" | "/{id}/retire" => "{}",
        "/{id}/explain" => r#"{"opens":"2026-03-02T01:00:00Z","reason":"weather"}"#,
        _ => return None,
    })
}

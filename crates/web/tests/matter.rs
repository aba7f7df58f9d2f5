//! The matter's page over HTTP: the whole loop by forms, refusals in words, who sees what.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use app::grid::matter::{self, rate};
use axum::http::{StatusCode, header};
use grid::matter::{Ending, Says, Source};
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::{HERE, Town, words};

const WORDS: &str = "三号楼前路灯不亮";

fn found() -> (Fresh, Town) {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    (fresh, town)
}

/// The triage that the leader makes, for the worker.
fn triage(town: &Town) -> Vec<(&'static str, String)> {
    vec![
        ("category", "street_light".to_owned()),
        ("weight", "general".to_owned()),
        ("ground", "public_asset".to_owned()),
        ("assign", town.worker.post.to_string()),
    ]
}

fn done(browser: &Browser, at: &str, deed: &str, fields: &[(&str, &str)]) {
    let to = browser.post(&format!("{at}/{deed}"), fields).to();
    assert_eq!(to, format!("{at}?done={deed}"));
    let page = browser.get(&to);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("class=\"toast\""), "{deed}");
    holds_no_bare_key(&page.text());
}

fn plain<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[test]
fn a_matter_goes_by_forms_from_the_report_to_the_feedback() {
    let (_fresh, town) = found();
    let (receipt, code) = town.resident_reports("street_light", WORDS);
    let at = format!("/matters/{}", receipt.id);
    let (leader, worker) = (Browser::of(&town, town.leader), Browser::of(&town, town.worker));
    let community = Browser::of(&town, town.community);
    assert!(leader.get("/inbox").says(WORDS));
    let page = leader.get(&at).text();
    for said in
        [&format!("action=\"{at}/triage\""), WORDS, "data-due", "/policy/grid.deadline.general"]
    {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("13800001234"), "the contact is sealed");
    done(&leader, &at, "triage", &plain(&triage(&town)));
    assert!(worker.get(&at).says(&format!("action=\"{at}/solve\"")));
    done(&worker, &at, "note", &[("words", "已联系电工")]);
    done(&worker, &at, "solve", &[("ending", "solved"), ("words", "换了灯泡，已亮。")]);
    done(&community, &at, "check", &[("passes", "yes"), ("words", "到场看过")]);
    done(&community, &at, "feedback", &[("words", "已告知")]);
    let id = receipt.id;
    town.as_reporter(&code, move |cx, asker| {
        rate(cx, asker, id, 1, Says::Unsolved, Some(&words("昨晚又灭了")))
    })
    .unwrap();
    let handler = worker.get(&at).text();
    for hidden in ["昨晚又灭了", "反映人说", "反映人作出评价"] {
        assert!(!handler.contains(hidden), "the handler reads `{hidden}`");
    }
    let answers = community.get(&at).text();
    for shown in ["昨晚又灭了", "反映人说没解决", "经办方说已解决", "核查通过", "研判分类"]
    {
        assert!(answers.contains(shown), "`{shown}` is missing");
    }
    for lang in ["?lang=en", ""] {
        holds_no_bare_key(&community.get(&format!("{at}{lang}")).text());
    }
}

#[test]
fn what_is_refused_is_said_in_the_form_with_what_was_typed() {
    let (_fresh, town) = found();
    let (receipt, _) = town.resident_reports("street_light", WORDS);
    let at = format!("/matters/{}", receipt.id);
    let leader = Browser::of(&town, town.leader);
    let (worker, community) = (Browser::of(&town, town.worker), Browser::of(&town, town.community));
    let mut wrong = triage(&town);
    wrong[2].1 = "no_such".to_owned();
    let to = |deed: &str| format!("{at}/{deed}");
    let refused = leader.post(&to("triage"), &plain(&wrong));
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("没有这一条分类依据"), "a ground that is none");
    done(&leader, &at, "triage", &plain(&triage(&town)));
    for (browser, deed, fields, status, said) in [
        (&worker, "solve", vec![("ending", "cannot"), ("words", "没有权限办")], 422, "请写明依据"),
        (&worker, "solve", vec![("ending", "solved"), ("words", "")], 422, "请填写这一项"),
        (&worker, "check", vec![("passes", "yes"), ("words", "好")], 403, "没有这项权限"),
        (&worker, "hand-over", vec![("to", "x"), ("reason", "请协办")], 422, "请协办"),
        (&worker, "report-up", vec![("to", "7"), ("words", "难办")], 422, "难办"),
        (&worker, "pause", vec![("reason", "whim")], 422, "error-summary"),
        (
            &worker,
            "ask-extension",
            vec![("amount", "0"), ("unit", "hours"), ("reason", "等")],
            422,
            "之间的数",
        ),
        (&worker, "resume", vec![], 422, "没有暂停计时"),
        (&worker, "photo", vec![], 422, "请填写这一项"),
        (&community, "check", vec![("passes", "yes"), ("words", "好")], 422, "环节"),
        (&community, "reopen", vec![("reason", "再看看")], 422, "还没有办结"),
        (
            &community,
            "merge",
            vec![("into", "2026-0101-000001"), ("reason", "同一件")],
            422,
            "没有找到",
        ),
        (&community, "contact", vec![("reason", "想看看")], 403, "辖区"),
    ] {
        let refused = browser.post(&to(deed), &fields);
        assert_eq!(refused.status.as_u16(), status, "{deed} {fields:?}");
        assert!(refused.says(said), "{deed} does not say `{said}`");
    }
    let page = town.page(town.auditor, receipt.id).unwrap();
    assert_eq!((page.main().holder, page.main().step.as_str()), (town.worker.post, "handle"));
}

#[test]
fn a_form_without_the_token_is_turned_away_and_nothing_happens() {
    let (_fresh, town) = found();
    let (receipt, _) = town.resident_reports("street_light", WORDS);
    let at = format!("/matters/{}", receipt.id);
    let leader = Browser::of(&town, town.leader);
    let fields = triage(&town);
    for deed in ["triage", "note", "contact", "photo", "merge", "take-over"] {
        let answer = leader.post_bare(&format!("{at}/{deed}"), &plain(&fields));
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{deed}");
    }
    for path in ["/matters/new".to_owned(), format!("/grids/{}/work", town.grids[0])] {
        assert_eq!(leader.post_bare(&path, &[]).status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(town.holder(receipt.id).1, "assess");
}

#[test]
fn what_is_out_of_sight_looks_as_if_it_were_not_there() {
    let (_fresh, town) = found();
    let (receipt, _) = town.resident_reports("street_light", WORDS);
    let other = Browser::of(&town, town.other_community);
    let without_number = |text: String| {
        // The request's own number is the one thing that differs.
        let parts: Vec<&str> = text.split("<span class=\"mono\">").collect();
        let rest = parts[1].split_once("</span>").unwrap().1.to_owned();
        (parts[0].replace(&receipt.id.to_string(), "N").replace("/matters/7", "/matters/N"), rest)
    };
    let hidden = other.get(&format!("/matters/{}", receipt.id));
    let missing = other.get("/matters/7");
    assert_eq!((hidden.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(without_number(hidden.text()), without_number(missing.text()));
    let fields = triage(&town);
    for at in [format!("/matters/{}/triage", receipt.id), "/matters/7/triage".to_owned()] {
        assert_eq!(other.post(&at, &plain(&fields)).status, StatusCode::NOT_FOUND, "{at}");
    }
    for path in ["/matters/x", "/photos/x", "/photos/7", "/grids/x", "/grids/7"] {
        assert_eq!(other.get(path).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_worker_records_by_one_tile_and_long_chinese_words_have_a_limit() {
    let (_fresh, town) = found();
    let worker = Browser::of(&town, town.worker);
    assert!(worker.get("/matters/new").says("on_the_spot"));
    let (lon, lat) = (HERE.lon.to_string(), HERE.lat.to_string());
    let here = [("lon", lon.as_str()), ("lat", lat.as_str())];
    let with = |more: &[(&'static str, &str)]| {
        let all = here.iter().chain(more).map(|(name, value)| (*name, (*value).to_owned()));
        all.collect::<Vec<(&'static str, String)>>()
    };
    let one_tap = worker.post("/matters/new", &plain(&with(&[("category", "facility")]))).to();
    assert!(one_tap.ends_with("?done=recorded"));
    assert!(worker.get(&one_tap).says("公共设施"));
    let spot = with(&[("kind", "litter"), ("on_the_spot", "on")]);
    let spot = worker.post("/matters/new", &plain(&spot)).to();
    assert!(worker.get(&spot).says("随手解决"));
    let nowhere = worker.post("/matters/new", &[("category", "noise")]).to();
    assert!(worker.get(&nowhere).says("按网格中心记录"), "the grid stands for the place");
    for (characters, status) in [(4000, 303), (4001, 422)] {
        let text = "长".repeat(characters);
        let fields = with(&[("category", "noise"), ("what", text.as_str())]);
        let answer = worker.post("/matters/new", &plain(&fields));
        assert_eq!(answer.status.as_u16(), status, "{characters}");
        assert_eq!(answer.says("最多 4000 字，现在 4001 字"), status == 422);
    }
    let outside = [("category", "noise"), ("lon", "121.0"), ("lat", "31.0")];
    assert!(worker.post("/matters/new", &outside).says("不在本区"));
    let auditor = Browser::of(&town, town.auditor);
    assert_eq!(auditor.get("/matters/new").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_caller_gets_a_code_once_and_the_contact_is_read_with_a_reason() {
    let (_fresh, town) = found();
    let community = Browser::of(&town, town.community);
    let fields = [
        ("for", "caller"),
        ("category", "street_light"),
        ("what", WORDS),
        ("contact", "13900005678"),
        ("community", &town.communities[0].to_string()),
    ];
    let told = community.post("/matters/new", &fields);
    assert_eq!(told.status, StatusCode::OK);
    let text = told.text();
    let code = text.split("slip-code\">").nth(1).unwrap().split('<').next().unwrap();
    assert!(app::secret::Code::parse(code).is_some(), "{code}");
    let at = text.split("href=\"/matters/").nth(2).map(|rest| rest.split('"').next().unwrap());
    let id: base::MatterId = at.and_then(|id| id.parse().ok()).unwrap_or_else(|| {
        let listed = town.act(town.auditor, |cx, asker| {
            matter::list(cx, asker, &Default::default(), None, None, 10)
        });
        listed.unwrap().rows[0].0.id
    });
    let page = town.page(town.auditor, id).unwrap();
    assert_eq!(page.matter.source, Source::Caller);
    let at = format!("/matters/{id}");
    assert!(!community.get(&at).says("13900005678"));
    let without = community.post(&format!("{at}/contact"), &[("reason", "")]);
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = community.post(&format!("{at}/contact"), &[("reason", "问清是哪一盏")]);
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.says("13900005678"));
    assert_eq!(shown.headers[header::CACHE_CONTROL], "no-store");
    let after = community.get(&at);
    assert!(!after.says("13900005678") && after.says("问清是哪一盏"));
}

#[test]
fn photos_are_taken_in_shown_to_who_may_see_and_nothing_else_is_one() {
    let (_fresh, town) = found();
    let (receipt, _) = town.resident_reports("street_light", WORDS);
    let leader = Browser::of(&town, town.leader);
    let at = format!("/matters/{}/photo", receipt.id);
    let refused = leader.upload(&at, "photo", b"<svg onload=alert(1)>");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("不是可以使用的照片"));
    assert!(leader.upload(&at, "photo", &png()).to().ends_with("?done=photo"));
    let page = town.page(town.leader, receipt.id).unwrap();
    let path = format!("/photos/{}", page.photos[0].id);
    let photo = leader.get(&path);
    assert_eq!(photo.status, StatusCode::OK);
    assert_eq!(photo.headers[header::CONTENT_TYPE], "image/jpeg");
    assert!(photo.headers[header::CACHE_CONTROL].to_str().unwrap().contains("private"));
    assert!(photo.bytes.starts_with(&[0xFF, 0xD8]));
    let other = Browser::of(&town, town.other_community);
    assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND);
    assert_eq!(page.matter.ending, None::<Ending>);
}

/// One white pixel.
fn png() -> Vec<u8> {
    const HEX: &str = "89504e470d0a1a0a0000000d49484452000000010000000108020000009077\
        53de0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082";
    let digits: Vec<u8> = HEX.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(pair).collect()
}

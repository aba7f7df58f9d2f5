//! Pages of a year's assessment over HTTP: the office, the street, a rater with a paper, the worker.
#[path = "../../app/tests/assessment/people.rs"]
mod people;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::StatusCode;
use base::PersonId;
use org::Role;
use people::{DAY, Year};
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;

const FULL: [(&str, &str); 4] = [
    ("heads-residents", "36"),
    ("heads-units", "5"),
    ("heads-property", "4"),
    ("heads-owners", "5"),
];

/// The codes on a sheet of papers.
fn codes(sheet: &str) -> Vec<String> {
    let papers = sheet.split("paper-code\">").skip(1);
    papers.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// Who is to be rated on a ballot.
fn workers(ballot: &str) -> Vec<String> {
    let mut found: Vec<String> = ballot
        .split("name=\"w")
        .skip(1)
        .map(|rest| format!("w{}", rest.split('"').next().unwrap()))
        .collect();
    found.dedup();
    found
}

#[test]
fn goals_are_set_published_and_then_read_by_all_staff() {
    let fresh = Fresh::sqlite();
    let year = Year::open(&fresh);
    let (town, office) = (&year.town, Browser::of(&year.town, year.office));
    let (street, leader) = (Browser::of(town, town.street), Browser::of(town, town.leader));
    let list = office.get("/assessments");
    holds_no_bare_key(&list.text());
    assert!(list.says("2026 年度考核") && list.says("制定目标"));
    let refused = office.post("/assessments/2026/publish-goals", &[]);
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("请街道先定目标"));
    assert!(leader.get("/assessments/2026/goals").says("目标还没有公示"));
    let community = town.communities[0].to_string();
    let form = street.get(&format!("/assessments/2026/goals?community={community}"));
    holds_no_bare_key(&form.text());
    assert!(form.says("甲社区的目标"));
    let empty = [("community", &*community), ("goal", " ")];
    let empty = street.post("/assessments/2026/goals", &empty);
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let goal = [("community", &*community), ("goal", "独居老人每周走访")];
    street.post("/assessments/2026/goals", &goal).to();
    let done = office.post("/assessments/2026/publish-goals", &[]).to();
    assert!(office.get(&done).says("目标已公示"));
    let read = leader.get("/assessments/2026/goals");
    holds_no_bare_key(&read.text());
    assert!(read.says("独居老人每周走访") && !read.says("#form"));
    let english = leader.get("/assessments/2026/goals?lang=en");
    holds_no_bare_key(&english.text());
    let own = format!("/assessments/2026/workers/{}", town.worker.person);
    let worker = Browser::of(town, town.worker);
    let note = [("day", "2026-01-03"), ("note", "清理积水")];
    let to = worker.post(&format!("{own}/note"), &note).to();
    let page = worker.get(&to);
    holds_no_bare_key(&page.text());
    assert!(
        page.says("清理积水") && page.says("1月5日补记") && page.says("本人"),
        "{}",
        page.text()
    );
    assert!(!page.says("form=mark"), "nobody marks themselves");
    assert_eq!(leader.get(&own).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_rater_with_a_paper_rates_once_and_is_nobody() {
    let fresh = Fresh::sqlite();
    let year = Year::open(&fresh);
    year.publish_goals();
    let (town, office) = (&year.town, Browser::of(&year.town, year.office));
    let community = town.communities[0].to_string();
    let mut fields = FULL.to_vec();
    fields.push(("community", &community));
    let form = office.get(&format!("/assessments/2026/panels?community={community}"));
    holds_no_bare_key(&form.text());
    assert!(form.says("居民代表") && form.says("业委会代表"));
    let mut few = fields.clone();
    few[0].1 = "3";
    let few = office.post("/assessments/2026/panels", &few);
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(few.says("至少要 50 人"), "{}", few.text());
    let sheet = office.post("/assessments/2026/panels", &fields);
    assert_eq!(sheet.status, StatusCode::OK);
    holds_no_bare_key(&sheet.text());
    assert_eq!(sheet.headers["cache-control"], "no-store");
    let codes = codes(&sheet.text());
    assert_eq!(codes.len(), 50);
    assert_eq!(sheet.text().matches("class=\"qr\"").count(), 50);

    let rater = Browser::visitor(town);
    let door = rater.get("/ballot");
    holds_no_bare_key(&door.text());
    let wrong = rater.post_bare("/ballot/open", &[("code", "00000-00000")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("没有这个评议码"));
    let typed = codes[0].to_lowercase().replace('-', " ");
    let opened = rater.post_bare("/ballot/open", &[("code", &typed)]);
    let ballot = rater.get(&format!("/ballot?code={}", codes[0]));
    for ballot in [&opened, &ballot] {
        holds_no_bare_key(&ballot.text());
        assert_eq!(ballot.status, StatusCode::OK);
        assert!(ballot.says("甲社区 2026 年度群众评议") && ballot.says("您的类别：居民代表"));
        assert!(!ballot.headers.contains_key("set-cookie"), "nothing is kept on the phone");
    }
    let workers = workers(&ballot.text());
    assert_eq!(workers.len(), 4);
    let english = rater.get(&format!("/ballot?code={}&lang=en", codes[0]));
    assert!(english.says("Very satisfied") && english.says("Nobody is named"));
    let mut said: Vec<(&str, &str)> = workers.iter().map(|worker| (&**worker, "good")).collect();
    said.push(("code", &codes[0]));
    let part = rater.post_bare("/ballot", &said[1..]);
    assert_eq!(part.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(part.says("请对每一位都选一项") && part.text().matches(" checked").count() == 3);
    assert_eq!(rater.post_bare("/ballot", &said).to(), "/ballot/thanks");
    assert!(rater.get("/ballot/thanks").says("谢谢您的评议"));
    let again = rater.post_bare("/ballot", &said);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("已经用过"));
    assert!(rater.get(&format!("/ballot?code={}", codes[0])).says("已经用过"));

    let panels = Browser::of(town, town.auditor).get("/assessments/2026/panels");
    holds_no_bare_key(&panels.text());
    assert!(panels.says("已评 1 人，发出 36 张"), "{}", panels.text());
    assert!(
        panels.says("参加评议 1 人，至少要 50 人") && panels.says("缺少一类代表（物业企业代表）")
    );
    assert!(!panels.says("打印评议码"), "the auditor changes nothing");
    for code in &codes {
        assert!(!office.get("/assessments/2026/panels").says(code), "shown once");
    }
    let path = format!("/assessments/2026/panels/{community}");
    let close = office.post(&format!("{path}/close"), &[]);
    assert_eq!(close.status, StatusCode::UNPROCESSABLE_ENTITY);
    let printed = office.post(&format!("{path}/print-again"), &[]);
    assert_eq!(self::codes(&printed.text()).len(), 49, "the one that was used stays used");
    assert!(rater.get(&format!("/ballot?code={}", codes[1])).says("没有这个评议码"));
}

#[test]
fn guesses_at_codes_are_slowed_down_and_a_hall_of_raters_is_not() {
    let fresh = Fresh::sqlite();
    let year = Year::open(&fresh);
    year.publish_goals();
    let codes = year.print(year.town.communities[0]);
    let rater = Browser::visitor(&year.town);
    let said = year.said(year.town.communities[0], "good");
    let cast = |code: &str| {
        let mut fields: Vec<(String, String)> =
            said.iter().map(|(id, answer)| (format!("w{id}"), answer.clone())).collect();
        fields.push(("code".into(), code.to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (&**a, &**b)).collect();
        rater.post_from("/ballot", &fields, "198.51.100.7").status
    };
    for code in &codes[..30] {
        assert_eq!(cast(&code.shown()), StatusCode::SEE_OTHER);
    }
    let guess = || {
        let fields = [("code", "00000-00001")];
        rater.post_from("/ballot/open", &fields, "198.51.100.7").status
    };
    assert_eq!(guess(), StatusCode::UNPROCESSABLE_ENTITY);
    // Each waits before it is answered, so many try at a time.
    let guesses: Vec<StatusCode> = std::thread::scope(|scope| {
        let some = || (0..7).map(|_| guess()).collect::<Vec<_>>();
        let all: Vec<_> = (0..10).map(|_| scope.spawn(some)).collect();
        all.into_iter().flat_map(|it| it.join().expect("a thread ends")).collect()
    });
    assert!(guesses.contains(&StatusCode::TOO_MANY_REQUESTS), "{guesses:?}");
}

#[test]
fn a_year_is_decided_published_appealed_and_recorded_on_its_pages() {
    let fresh = Fresh::sqlite();
    let year = Year::open(&fresh);
    year.publish_goals();
    let town = &year.town;
    // A session does not last for weeks: somebody else of the office each time.
    let personnel =
        |name: &str| Browser::of(town, town::hire(&town.app, year.district, Role::Personnel, name));
    town.clock.advance(DAY * 330);
    let (office, street) = (personnel("人事丙"), Browser::of(town, town.street));
    year.rate_all();
    let of = |person: PersonId| format!("/assessments/2026/workers/{person}");
    let bad = [("mark", "101"), ("grounds", "好")];
    let bad = street.post(&format!("{}/mark", of(town.worker.person)), &bad);
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.says("分数应在 0 到 100 之间"));
    let unmarked = street.get("/assessments/2026/marks");
    holds_no_bare_key(&unmarked.text());
    assert_eq!(unmarked.text().matches("未考评</span>").count(), year.people.len());
    for (at, who) in year.people.iter().enumerate() {
        let mark = (80 + at).to_string();
        let fields = [("mark", &*mark), ("grounds", "完成目标")];
        street.post(&format!("{}/mark", of(who.person)), &fields).to();
    }
    let marked = street.get("/assessments/2026/marks").text();
    assert!(
        !marked.contains(">86<") && !marked.contains("86 分") && marked.contains("已考评"),
        "whether, not which"
    );
    let early = office.get("/assessments/2026");
    assert!(early.says("年度还没有结束"), "{}", early.text());
    town.clock.advance(DAY * 40);
    let office = Browser::of(town, year.office);
    let page = office.get("/assessments/2026");
    holds_no_bare_key(&page.text());
    assert!(page.says("条件齐备") && page.says("街道考评 40%，群众评议 60%"));
    let draft = office.get("/assessments/2026/results");
    holds_no_bare_key(&draft.text());
    assert!(draft.says("还没有评定") && draft.says("达到优秀分数线，在名额以内"));
    assert!(!Browser::of(town, year.officer).get("/assessments/2026/results").says("合格</span>"));
    let order = [("order_no", "评〔2027〕1号")];
    office.post("/assessments/2026/decide", &order).to();
    let done = office.post("/assessments/2026/publish", &[]).to();
    let page = office.get(&done);
    holds_no_bare_key(&page.text());
    assert!(page.says("结果已公示") && page.says("评为优秀"));

    let worker = Browser::of(town, town.worker);
    let own = worker.get(&of(town.worker.person));
    holds_no_bare_key(&own.text());
    for said in [
        "街道考评 80 分 × 40% + 群众评议 88 分 × 60% = 84.8 分",
        "考核合格：可以续签",
        "提出申诉",
        "/policy/ladder.assessment.weights",
    ] {
        assert!(own.says(said), "{said}: {}", own.text());
    }
    let english = worker.get(&format!("{}?lang=en", of(town.worker.person)));
    holds_no_bare_key(&english.text());
    assert!(english.says("street 80 × 40% + public 88 × 60% = 84.8"), "{}", english.text());
    let public = Browser::of(town, town.leader).get("/assessments/2026/results");
    holds_no_bare_key(&public.text());
    assert!(
        public.says("公示至2027年1月15日") || public.says("公示至1月15日"),
        "{}",
        public.text()
    );
    assert!(!public.says("为什么"), "what, by name, to all; why to those who are concerned");

    let grounds = [("grounds", "漏算一次救援")];
    let to = worker.post(&format!("{}/appeal", of(town.worker.person)), &grounds).to();
    assert!(worker.get(&to).says("等待答复"));
    let answer = [("rating", "stands"), ("grounds", "已核对"), ("order_no", "复〔2027〕1号")];
    let own_work = office.post(&format!("{}/answer", of(town.worker.person)), &answer);
    assert_eq!(own_work.status, StatusCode::FORBIDDEN);
    let other = Browser::of(town, year.other_office);
    let excellent = [("rating", "excellent"), ("grounds", "改"), ("order_no", "复1号")];
    let full = other.post(&format!("{}/answer", of(town.worker.person)), &excellent);
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&full.text());
    assert!(full.says("没有空额"), "{}", full.text());
    let to = other.post(&format!("{}/answer", of(town.worker.person)), &answer).to();
    assert!(other.get(&to).says("已核对"));
    town.clock.advance(DAY * 9);
    let other = personnel("人事丁");
    let done = other.post("/assessments/2026/settle", &[]).to();
    assert!(other.get(&done).says("结果已归档"));
    let record = other.get(&format!("/workers/{}", town.worker.person));
    assert!(record.says("2026") && record.says("合格"));
    let history = Browser::of(town, town.auditor).get("/audit");
    holds_no_bare_key(&history.text());
}

//! Pay runs over HTTP: a draft, who may make it final and what the maker is told, the slip, the
//! register as a workbook, and the same read by a program.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::{StatusCode, header};
use org::Role;
use serde_json::Value;
use staff::{Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::{Staff, Town, hire};

/// A town with two personnel officers and one worker, known since the day before.
struct Office {
    town: Town,
    maker: Browser,
    second: Browser,
    record: String,
    district: base::UnitId,
}

fn office(fresh: &Fresh) -> Office {
    let town = Town::found_at(fresh, "2026-03-01T10:00:00+08:00");
    let district = town.district_unit();
    let personnel = |name: &str| -> Staff { hire(&town.app, district, Role::Personnel, name) };
    let (maker, second) = (personnel("人事甲"), personnel("人事乙"));
    let maker = Browser::of(&town, maker);
    let (person, community) = (town.worker.person.to_string(), town.communities[0].to_string());
    let to = maker.post(
        "/workers",
        &[
            ("q", "网格员"),
            ("person", &person),
            ("community", &community),
            ("tenure", "hired"),
            ("kind", "clerk"),
            ("level", "3"),
            ("since", "2023-01-01"),
            ("order_no", "1号"),
        ],
    );
    let record = to.to().split('?').next().unwrap().to_owned();
    town.clock.advance(24 * 60);
    let second = Browser::of(&town, second);
    let maker = Browser::of(&town, personnel("人事丙"));
    Office { maker, second, record, district, town }
}

impl Office {
    /// Another officer, signed in now: a session does not last over night.
    fn officer(&self, name: &str) -> Browser {
        Browser::of(&self.town, hire(&self.town.app, self.district, Role::Personnel, name))
    }

    /// Makes February's draft as known on the day before; gives its address.
    fn draft(&self) -> String {
        let fields = [("month", "2026-02"), ("year", ""), ("known", "2026-03-01")];
        let to = self.maker.post("/pay", &fields).to();
        to.split('?').next().unwrap().to_owned()
    }

    fn finish(&self, by: &Browser, run: &str) -> staff::Answer {
        by.post(&format!("{run}/finish"), &[("version", "1")])
    }
}

#[test]
fn the_maker_is_told_that_another_makes_it_final_and_the_other_does() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let empty = it.maker.get("/pay");
    holds_no_bare_key(&empty.text());
    assert!(empty.says("还没有发放过工资") && empty.says("value=\"2026-02\""), "{}", empty.text());
    let run = it.draft();
    let page = it.maker.get(&run);
    holds_no_bare_key(&page.text());
    for said in [
        "2026 年 2 月工资",
        "草稿是您生成的，须由另一人核对后定稿",
        "2,867.20 元",
        "东街",
        "人事丙",
        "2025 年当地城镇单位就业人员平均工资还没有公布",
        "/policy/ladder.coefficients?on=2019-01-01",
    ] {
        assert!(page.says(said), "{said}: {}", page.text());
    }
    assert_eq!(it.finish(&it.maker, &run).status, StatusCode::FORBIDDEN);
    let second = it.second.get(&run);
    assert!(second.says("重算一遍") && !second.says("须由另一人核对后定稿"));
    let to = it.finish(&it.second, &run).to();
    let done = it.second.get(&to);
    holds_no_bare_key(&done.text());
    assert!(done.says("已定稿") && done.says("人事乙") && !done.says("重新生成</button>"));
    let again = it.maker.post("/pay", &[("month", "2026-02"), ("year", ""), ("known", "")]);
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("已经定稿，不能再改"));
    let ahead = it.maker.post("/pay", &[("month", "2026-05"), ("year", ""), ("known", "")]);
    assert_eq!(ahead.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&ahead.text());
    assert!(ahead.says("2026-05"), "what was typed is there again");
    let english = it.second.get(&format!("{run}?lang=en"));
    holds_no_bare_key(&english.text());
    assert!(english.says("Pay of 2026-2") && english.says("CNY 2,867.20"), "{}", english.text());
    let list = it.second.get("/pay");
    assert!(list.says("2026 年 2 月") && list.says("已定稿"));
    for other in [it.town.street, it.town.worker, it.town.district] {
        let other = Browser::of(&it.town, other);
        assert_eq!(other.get("/pay").status, StatusCode::FORBIDDEN);
        assert_eq!(other.get(&run).status, StatusCode::FORBIDDEN);
    }
    let auditor = Browser::of(&it.town, it.town.auditor);
    assert!(
        auditor.get(&run).says("2,867.20 元") && !auditor.get("/pay").says("生成草稿</button>")
    );
}

#[test]
fn a_worker_reads_the_slip_once_it_is_final_and_every_line_says_how() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let run = it.draft();
    let id = run.rsplit('/').next().unwrap();
    let slip = format!("{}/pay/{id}", it.record);
    let worker = Browser::of(&it.town, it.town.worker);
    assert_eq!(worker.get(&slip).status, StatusCode::NOT_FOUND, "a draft is nobody's slip");
    assert!(worker.get(&format!("{}/pay", it.record)).says("还没有定稿的工资条"));
    it.finish(&it.second, &run).to();
    let page = worker.get(&slip);
    holds_no_bare_key(&page.text());
    for said in [
        "2026 年 2 月工资条",
        "应发 3,584.00 元 的 80%，按月发放",
        "2,867.20 元",
        "领取人签字",
        "按 3月1日已公布的规定",
    ] {
        assert!(page.says(said), "{said}: {}", page.text());
    }
    let all = worker.get(&format!("{}/pay", it.record));
    holds_no_bare_key(&all.text());
    assert!(all.says(&slip) && all.says("试算："));
    let other = Browser::of(&it.town, it.town.leader);
    assert_eq!(other.get(&slip).status, StatusCode::NOT_FOUND);
}

#[test]
fn what_becomes_known_later_is_in_the_next_run_with_its_reason() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let february = it.draft();
    it.finish(&it.second, &february).to();
    let fields = [("kind", "clerk"), ("level", "4"), ("since", "2026-02-01"), ("order_no", "9号")];
    it.maker.post(&format!("{}/place", it.record), &fields).to();
    let absent = [
        ("absence", "personal"),
        ("since", "2026-03-03"),
        ("last_day", "2026-03-03"),
        ("order_no", "假1号"),
    ];
    it.maker.post(&format!("{}/absence", it.record), &absent).to();
    let twice = it.maker.post(&format!("{}/absence", it.record), &[("absence", ""), ("since", "")]);
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&twice.text());
    let checked = [("benefit", "checkup"), ("since", "2026-02-20"), ("note", "区医院")];
    let to = it.maker.post(&format!("{}/benefit", it.record), &checked).to();
    let page = it.maker.get(&to);
    holds_no_bare_key(&page.text());
    assert!(page.says("年度体检") && page.says("区医院"));
    it.town.clock.advance(24 * 60);
    let fields = [("month", "2026-03"), ("year", ""), ("known", "2026-03-02")];
    let officer = it.officer("人事丁");
    let to = officer.post("/pay", &fields).to();
    let page = officer.get(&to);
    holds_no_bare_key(&page.text());
    assert!(page.says("与上次相比：新增 0 人，减少 0 人，1 人多于上次"), "{}", page.text());
    assert!(page.says("补发、补扣"));
    let id = to.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let slip = officer.get(&format!("{}/pay/{id}", it.record));
    holds_no_bare_key(&slip.text());
    for said in [
        "补2026 年 2 月",
        "按 3月1日所知已发 2,867.20 元，按 3月2日所知应为 3,020.80 元，补差额",
        "153.60 元",
        "事假，3月3日至3月3日共 1 天；这 31 天的 3,020.80 元 中，缺勤日按 0 计",
        "-97.45 元",
    ] {
        assert!(slip.says(said), "{said}: {}", slip.text());
    }
}

#[test]
fn the_register_is_a_workbook_in_the_form_of_offices_and_its_taking_is_recorded() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let run = it.draft();
    let file = it.second.get(&format!("{run}/register.xlsx?street={}", it.town.street_unit));
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.headers[header::CONTENT_TYPE].to_str().unwrap().ends_with("sheet"));
    assert!(
        file.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("pay-2026-02.xlsx")
    );
    assert_eq!(&file.bytes[..2], b"PK");
    let audit = Browser::of(&it.town, it.town.auditor).get("/audit");
    assert!(audit.says("下载工资表"), "{}", audit.text());
    let worker = Browser::of(&it.town, it.town.worker);
    assert_eq!(worker.get(&format!("{run}/register.xlsx")).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_program_reads_runs_slips_and_its_own_pay_line_by_line() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let run = it.draft();
    it.finish(&it.second, &run).to();
    let id = run.rsplit('/').next().unwrap();
    let json = |browser: &Browser, path: &str| -> Value {
        let answer = browser.api_get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        serde_json::from_slice(&answer.bytes).unwrap()
    };
    let runs = json(&it.second, "/api/v1/pay/runs");
    assert_eq!(
        (&runs["items"][0]["period"], &runs["items"][0]["state"]),
        (&"2026-02".into(), &"final".into())
    );
    let page = json(&it.second, &format!("/api/v1/pay/runs/{id}"));
    assert_eq!(page["streets"][0]["total_fen"], 286_720);
    let slips = json(&it.second, &format!("/api/v1/pay/runs/{id}/slips"));
    assert_eq!(slips["items"][0]["total_fen"], 286_720);
    let worker = Browser::of(&it.town, it.town.worker);
    let person = it.town.worker.person;
    let own = json(&worker, &format!("/api/v1/workers/{person}/pay"));
    assert_eq!(own["items"][0]["run"], id);
    let slip = json(&worker, &format!("/api/v1/workers/{person}/pay/{id}"));
    let lines = slip["lines"].as_array().unwrap();
    let paid: i64 = lines
        .iter()
        .filter(|line| line["paid"] == true)
        .map(|line| line["amount_fen"].as_i64().unwrap())
        .sum();
    assert_eq!(paid, slip["total_fen"].as_i64().unwrap(), "the lines add up");
    assert_eq!(worker.api_get("/api/v1/pay/runs").status, StatusCode::FORBIDDEN);
}

#[test]
fn the_bank_file_asks_for_a_reason_is_whole_or_not_at_all_and_the_look_is_recorded() {
    let fresh = Fresh::sqlite();
    let it = office(&fresh);
    let run = it.draft();
    let bank = format!("{run}/bank.csv");
    let why = [("reason", "二月代发")];
    let early = it.second.post(&bank, &why);
    assert!(early.says("还没有定稿"), "{}", early.text());
    it.finish(&it.second, &run).to();
    let without = it.second.post(&bank, &why);
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    holds_no_bare_key(&without.text());
    assert!(without.says("有 1 人没有登记银行卡号"), "{}", without.text());
    let card = [("number_kind", "bank_card"), ("number", "6222 0212 3456 7894")];
    it.maker.post(&format!("{}/number", it.record), &card).to();
    let bare = it.second.post(&bank, &[("reason", "")]);
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let file = it.second.post(&bank, &why);
    assert_eq!(file.status, StatusCode::OK, "{}", file.text());
    let text = file.text();
    assert!(text.contains("姓名,银行卡号,金额\r\n"), "{text}");
    assert!(text.contains(",6222021234567894,2867.20\r\n"), "{text}");
    let auditor = Browser::of(&it.town, it.town.auditor);
    assert_eq!(auditor.post(&bank, &why).status, StatusCode::FORBIDDEN);
    let audit = auditor.get("/audit");
    assert!(audit.says("为发放查看号码"), "{}", audit.text());
}

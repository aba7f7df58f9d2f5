//! A list of workers over HTTP: sent, looked at, marked, corrected, taken, given out; and the numbers
//! of a worker, masked but for a look with a reason.
#[path = "../../app/tests/lists/mod.rs"]
mod lists;
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use axum::http::{StatusCode, header};
use lists::{COMMUNITY, ID, book, good, with};
use staff::{Answer, Browser, holds_no_bare_key};
use store::testing::Fresh;
use town::Town;

fn send(office: &Browser, bytes: &[u8]) -> Answer {
    office.upload_with("/workers/import", "file", bytes, &[("order_no", "街组〔2026〕9号")])
}

#[test]
fn a_dirty_list_comes_back_marked_and_corrected_it_is_taken_and_given_out_again() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    holds_no_bare_key(&office.get("/workers/import").text());
    let mut rows = with(0, ID, "#110105194912310000");
    rows[1][COMMUNITY] = "甲乙社区".into();
    assert!(send(&office, &book(&rows)).to().starts_with("/workers/import"));
    let page = office.get("/workers/import");
    holds_no_bare_key(&page.text());
    assert!(page.says("有 2 处要改") && page.says("末几位已经丢失"), "{}", page.text());
    assert!(page.says("没有“甲乙社区”，是不是“"), "{}", page.text());
    assert!(page.says("联系电话") && !page.says("/workers/import/take"), "not read, not taken");
    assert_eq!(office.post("/workers/import/take", &[]).status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(office.get("/workers").says("还没有登记社区工作者"));

    let marked = office.get("/workers/import/marked.xlsx");
    assert!(marked.headers[header::CONTENT_TYPE].to_str().unwrap().contains("spreadsheetml"));
    let read = sheet::read::read(&marked.bytes).unwrap();
    let reasons: Vec<String> = read.sheets[0].cells.values().map(sheet::Value::text).collect();
    assert!(reasons.iter().any(|text| text.starts_with("身份证号：号码按数字存")), "{reasons:?}");
    assert!(reasons.contains(&"原因".to_owned()));
    assert!(send(&office, &marked.bytes).to().contains("done=sent"), "the marked file opens again");
    assert!(office.get("/workers/import").says("有 2 处要改"), "and says the same");

    send(&office, &book(&good()));
    assert!(office.get("/workers/import").says("新入职 4 人"));
    assert!(office.post("/workers/import/take", &[]).to().ends_with("done=taken"));
    assert!(office.get("/workers").says("网格员"));
    assert!(office.post("/workers/import/take", &[]).to().ends_with("done=none"));

    let street = Browser::of(&town, town.street);
    let list = street.get("/workers/list.xlsx");
    let text = sheet::read::read(&list.bytes).unwrap();
    let cells: Vec<String> = text.sheets[0].cells.values().map(sheet::Value::text).collect();
    assert!(cells.contains(&"东街社区工作者基本情况台账".to_owned()), "{cells:?}");
    assert!(!cells.iter().any(|cell| cell.contains("002X") || cell.contains("411111")));
    send(&office, &list.bytes);
    let again = office.get("/workers/import");
    assert!(again.says("与登记一致 4 人"), "what goes out comes in: {}", again.text());
    assert_eq!(street.get("/workers/import").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_file_that_is_none_is_refused_at_its_field() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    for (bytes, said) in [
        (&b"PK\x03\x04"[..], "文件损坏了"),
        (b"<html></html>", "这不是表格文件"),
        ("日期,金额\n1,2\n".as_bytes(), "没有找到台账"),
    ] {
        let page = send(&office, bytes);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.says(said), "{}", page.text());
    }
    assert!(!office.get("/workers/import").says("检查结果"), "nothing is kept");
}

#[test]
fn a_number_is_masked_and_shown_once_after_a_reason() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let office = Browser::of(&town, town.personnel());
    send(&office, &book(&good()));
    office.post("/workers/import/take", &[]);
    let at = format!("/workers/{}", town.worker.person);
    let page = office.get(&at);
    holds_no_bare_key(&page.text());
    assert!(page.says("••••0027") && !page.says("9901011990"), "{}", page.text());
    let look = format!("{at}/number/look");
    let none = office.post(&look, &[("number_kind", "id_number"), ("reason", " ")]);
    assert!(!none.says("9901 0119"), "no reason, no number");
    let shown = office.post(&look, &[("number_kind", "id_number"), ("reason", "核对工资表")]);
    holds_no_bare_key(&shown.text());
    assert!(shown.says("9901 0119 9001 0100 27"), "{}", shown.text());
    assert!(!office.get(&at).says("9901 0119"), "once");
    let bad =
        office.post(&format!("{at}/number"), &[("number_kind", "bank_card"), ("number", "1")]);
    assert!(bad.says("位数或字符不对"), "{}", bad.text());
    let good = [("number_kind", "bank_card"), ("number", "6222 0000 0000 0000 004")];
    assert!(office.post(&format!("{at}/number"), &good).to().ends_with("done=number"));
    assert!(office.get(&at).says("••••0004"));
    let own = Browser::of(&town, town.worker).get(&at);
    assert!(own.says("••••0027") && !own.says("查看全号"), "one's own, masked");
    assert!(!Browser::of(&town, town.street).get(&at).says("发放用号码"));
    let erase = office.post(&format!("{at}/number/erase"), &[("number_kind", "bank_card")]);
    assert!(erase.to().ends_with("done=erase"));
    assert!(Browser::of(&town, town.auditor).get("/audit").says("查看号码"));
}

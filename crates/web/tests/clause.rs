//! The timeline calls the clause of a sorting by its document, and leads to where it stands.
mod staff;
#[path = "../../app/tests/town/mod.rs"]
mod town;
#[path = "../../app/tests/world/mod.rs"]
mod world;

use staff::Browser;
use store::testing::Fresh;
use town::Town;

#[test]
fn a_clause_is_called_by_its_document_and_leads_to_its_value() {
    let fresh = Fresh::sqlite();
    let town = Town::found(&fresh);
    let (receipt, _) = town.resident_reports("street_light", "三号楼前路灯不亮");
    let leader = Browser::of(&town, town.leader);
    let sorted = leader.post(
        &format!("/matters/{}/triage", receipt.id),
        &[
            ("category", "street_light"),
            ("weight", "general"),
            ("ground", "public_asset"),
            ("reason", "路灯归市政管理"),
        ],
    );
    assert_eq!(sorted.status.as_u16(), 303, "{}", sorted.text());
    let page = leader.get(&format!("/matters/{}", receipt.id));
    assert!(!page.says("summary#"), "no code of ours");
    let link = "<a href=\"/policy/grid.grounds?on=2020-01-01\">区城市基层党建工作进展情况总结汇报";
    assert!(page.says(link), "{}", page.text());
    assert!(leader.get("/policy/grid.grounds?on=2020-01-01").status.is_success());
}

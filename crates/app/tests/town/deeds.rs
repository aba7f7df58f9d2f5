//! What the people of the town do to a matter, in short.
use super::{Staff, Town, clause, words};
use app::grid::matter::{self, Asker, HandOver, SendBack, Solve, Triage};
use app::secret::Code;
use app::{Cx, Result};
use base::{MatterId, RelayId};
use grid::matter::{Ending, Sort, Weight};

/// Reported, sorted by the leader, handled by the worker, checked and told by the community.
pub fn closed(town: &Town) -> (MatterId, Code) {
    let (receipt, code) = town.resident_reports("street_light", "三号楼前路灯不亮");
    assigned(town, receipt.id, town.worker);
    done(town, receipt.id);
    (receipt.id, code)
}

/// Handled by the worker, checked and told by the community.
pub fn done(town: &Town, id: MatterId) {
    solve(town, town.worker, id, Ending::Solved).unwrap();
    check(town, town.community, id, true).unwrap();
    feedback(town, town.community, id).unwrap();
}

/// Sorted by the leader as the plain case, and given to somebody.
pub fn assigned(town: &Town, id: MatterId, to: Staff) {
    triage(town, town.leader, id, Triage { assign: Some(to.post), ..plain() });
}

/// Sorted; who handles it is left to the rule.
pub fn sorted(town: &Town, by: Staff, id: MatterId, weight: Weight, sort: Sort, ground: &str) {
    triage(town, by, id, Triage { weight, sort, ground: ground.into(), ..plain() });
}

fn plain() -> Triage {
    Triage {
        category: "street_light".into(),
        weight: Weight::General,
        sort: Sort::Public,
        ground: "public_asset".into(),
        reason: None,
        assign: None,
    }
}

fn triage(town: &Town, by: Staff, id: MatterId, new: Triage) {
    let triage = town.act(by, move |cx, asker| matter::triage(cx, asker, id, &new));
    triage.expect("it is sorted");
}

pub fn solve(town: &Town, by: Staff, id: MatterId, ending: Ending) -> Result<()> {
    let basis = (ending == Ending::Cannot).then(|| clause("条例第十条"));
    let solve = Solve { ending, words: words("换了灯泡,已亮。"), basis };
    town.act(by, move |cx, asker| matter::solve(cx, asker, id, &solve))
}

pub fn check(town: &Town, by: Staff, id: MatterId, passes: bool) -> Result<()> {
    town.act(by, move |cx, asker| matter::check(cx, asker, id, passes, &words("到场看过")))
}

pub fn feedback(town: &Town, by: Staff, id: MatterId) -> Result<()> {
    town.act(by, move |cx, asker| matter::feedback(cx, asker, id, &words("已告知")))
}

/// Held by the worker and reported upward: the part is the community's to answer.
pub fn reported_up(town: &Town) -> (MatterId, RelayId) {
    let (receipt, _) = town.resident_reports("street_light", "整片停电");
    let id = receipt.id;
    assigned(town, id, town.worker);
    let up = move |cx: &mut Cx<'_, '_>, asker: &Asker| {
        matter::report_up(cx, asker, id, None, &words("需供电部门"))
    };
    town.act(town.worker, up).expect("it is reported upward");
    (id, town.page(town.auditor, id).unwrap().relays[1].id)
}

/// The same, answered by the community: the answer is the worker's to weigh.
pub fn answered_up(town: &Town) -> (MatterId, RelayId) {
    let (id, part) = reported_up(town);
    let answer = move |cx: &mut Cx<'_, '_>, asker: &Asker| {
        matter::answer_up(cx, asker, id, part, &words("明早来修"))
    };
    town.act(town.community, answer).expect("it is answered");
    (id, part)
}

/// Sent back by the department as often as it may, given to it again each time, and once more.
pub fn before_the_arbiter(town: &Town) -> MatterId {
    let (receipt, _) = town.resident_reports("street_light", "灯坏了");
    let id = receipt.id;
    assigned(town, id, town.department);
    for last in [false, false, true] {
        send_back(town, id).unwrap();
        if !last {
            let over =
                HandOver { to: town.department.post, reason: words("清单写明是你们") };
            let over =
                town.act(town.leader, move |cx, asker| matter::hand_over(cx, asker, id, &over));
            over.unwrap();
        }
    }
    id
}

/// The department sends it back: the leader should have it.
pub fn send_back(town: &Town, id: MatterId) -> Result<()> {
    let back = SendBack { clause: clause("职责清单第五项"), right_owner: town.leader.post };
    town.act(town.department, move |cx, asker| matter::send_back(cx, asker, id, &back))
}

/// Held by the leader, who has asked for ten hours more.
pub fn more_time_asked(town: &Town) -> MatterId {
    let (receipt, _) = town.resident_reports("manhole", "井盖缺了一块");
    let id = receipt.id;
    let ask = move |cx: &mut Cx<'_, '_>, asker: &Asker| {
        matter::ask_extension(cx, asker, id, 600, &words("等配件"))
    };
    town.act(town.leader, ask).expect("it is asked for");
    id
}

/// Sorted by the leader in another way than its category starts with.
pub fn sorted_anew(town: &Town) -> MatterId {
    let (receipt, _) = town.resident_reports("street_light", "院内灯不亮");
    sorted(town, town.leader, receipt.id, Weight::General, Sort::Shared, "common_parts");
    receipt.id
}

/// Closed, and contested by its reporter.
pub fn appealed(town: &Town) -> (MatterId, Code) {
    let (id, code) = closed(town);
    appeal(town, id, &code).expect("it is contested");
    (id, code)
}

pub fn appeal(town: &Town, id: MatterId, code: &Code) -> Result<()> {
    town.as_reporter(code, move |cx, asker| matter::appeal(cx, asker, id, &words("应该能修")))
}

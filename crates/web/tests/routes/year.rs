//! A year of community workers for the walk: somebody in service, a month that is paid, an assessment.
use super::Subjects;
use crate::town::{self, Staff, Town};

pub fn february() -> ladder::pay::run::Period {
    ladder::pay::run::Period::parse("2026-02").expect("a month")
}

/// A month that is paid, as known on the day before.
pub fn pay_a_month(town: &Town, maker: Staff, second: Staff) {
    let known = Some(town::day("2026-03-01"));
    let made = town.act(maker, move |cx, asker| {
        app::ladder::pay::make::make(cx, &asker.who, february(), known)
    });
    let id = made.unwrap();
    town.act(second, move |cx, asker| app::ladder::pay::finish::finish(cx, &asker.who, id, 1))
        .unwrap();
}

/// A community where the address is of a panel, a grid elsewhere.
pub fn unit_of(path: &str, s: &Subjects) -> String {
    if path.contains("/panels/") { s.community.to_string() } else { s.grid.to_string() }
}

/// This year's assessment, with goals that are published and a panel in the first community.
pub fn open_year(town: &Town, personnel: Staff) {
    use app::ladder::assessment::{self, goals, panel};
    let community = town.communities[0];
    town.act(personnel, |cx, asker| assessment::open(cx, &asker.who, 2026)).unwrap();
    town.act(town.street, move |cx, asker| {
        let goal = goals::Words::new("g").unwrap();
        goals::set(cx, &asker.who, (2026, community), &goal)
    })
    .unwrap();
    town.act(personnel, |cx, asker| goals::publish(cx, &asker.who, 2026)).unwrap();
    town.act(personnel, move |cx, asker| {
        let heads = [("residents", 36), ("units", 5), ("property", 4), ("owners", 5)];
        let heads = heads.map(|(group, heads)| (group.to_owned(), heads));
        panel::open(cx, &asker.who, (2026, community), &heads)
    })
    .unwrap();
}

/// Somebody who comes into service as a clerk.
pub fn new_worker(
    person: base::PersonId,
    community: base::UnitId,
) -> app::ladder::record::NewWorker {
    let since = town::day("2024-01-01");
    let placing = app::ladder::record::NewPlacing {
        kind: ladder::scheme::PostKind::Clerk,
        level: Some(2),
        since,
        order_no: "1".into(),
    };
    let tenure = ladder::worker::Tenure::Hired;
    app::ladder::record::NewWorker { person, community, tenure, secretary: false, since, placing }
}

//! The personnel office, and the two clerks it entered.
use crate::town::{Staff, Town, day};
use app::ladder::record::{self, NewPlacing, NewWorker};
use ladder::scheme::PostKind;
use ladder::worker::Tenure;

pub fn personnel(town: &Town) -> Staff {
    let office = town.personnel();
    for (staff, level) in [(town.worker, 1), (town.leader, 3)] {
        let (since, order_no) = (day("2023-01-01"), "1号".to_owned());
        let placing = NewPlacing { kind: PostKind::Clerk, level: Some(level), since, order_no };
        let new = NewWorker {
            person: staff.person,
            community: town.communities[0],
            tenure: Tenure::Hired,
            secretary: false,
            since,
            placing,
        };
        town.act(office, move |cx, asker| record::enter(cx, &asker.who, &new)).unwrap();
    }
    office
}

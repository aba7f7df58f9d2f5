//! What waits for a visitor (演示事项): each role that is shown finds work on its desk.
//!
//! These are matters of the last hours in one grid, worked on by the same use cases, and left alone
//! at the step that the visitor shall do. Their clocks run on like all others.
use super::plan::{Planned, Script, To, Twist};
use crate::district::District;
use crate::rng::Rng;
use base::{SignedDuration, Timestamp};
use grid::matter::Source;
use grid::procedure::{ARBITRATE, ASSESS, CHECK, FEEDBACK, HANDLE, SECOND_LOOK};
use org::Role;

/// The shape in which the worker who is shown works.
pub(super) fn home(district: &District) -> usize {
    let worker = district.showcases.iter().find(|shown| shown.role == Role::GridWorker);
    let post = worker.and_then(|shown| district.posts.iter().find(|post| post.id == shown.post));
    let unit = post.map(|post| post.unit);
    district.shapes.iter().position(|shape| Some(shape.unit) == unit).unwrap_or(0)
}

const QUICK: Script = Script {
    quick: true,
    assign: None,
    twist: None,
    changes_sort: false,
    appeal: false,
    stop: HANDLE,
};

const fn given(to: To) -> Script {
    Script { assign: Some(to), ..QUICK }
}

const fn with(to: To, twist: Twist) -> Script {
    Script { assign: Some(to), twist: Some(twist), ..QUICK }
}

const fn done(stop: &'static str) -> Script {
    Script { assign: Some(To::Worker), stop, ..QUICK }
}

/// Minutes before the end, what, and how far it has come. A heavy matter has a day or a week, so
/// its desk is chosen by the leg; a light one has an hour, so it comes in at the last moment.
const STAGED: &[(i64, &str, Script)] = &[
    // The worker's desk
    (300, "leak", given(To::Worker)),
    (180, "road", given(To::Worker)),
    (120, "e_bike", given(To::Worker)),
    (50, "manhole", given(To::Worker)),
    (25, "litter", given(To::Worker)),
    (12, "street_light", given(To::Worker)),
    (4300, "barrier_free", with(To::Worker, Twist::Pause)),
    (130, "utilities", with(To::Worker, Twist::Extend)),
    // The leader's
    (20, "parking", Script { stop: ASSESS, ..QUICK }),
    (9, "litter", Script { stop: ASSESS, ..QUICK }),
    (4, "fire_route", Script { stop: ASSESS, ..QUICK }),
    (240, "fees", given(To::Leader)),
    (5600, "road", with(To::Leader, Twist::Pause)),
    // The community's
    (40, "dogs", Script { changes_sort: true, stop: SECOND_LOOK, ..QUICK }),
    (30, "greenery", Script { changes_sort: true, stop: SECOND_LOOK, ..QUICK }),
    (150, "lift", done(CHECK)),
    (110, "street_light", done(CHECK)),
    (70, "parking", done(CHECK)),
    (200, "elderly", done(FEEDBACK)),
    (1400, "school", with(To::Worker, Twist::ReportUp(Some(To::Community)))),
    // The street's
    (
        330,
        "consumer",
        Script { appeal: true, stop: SECOND_LOOK, assign: Some(To::Worker), ..QUICK },
    ),
    (360, "manhole", Script { stop: ARBITRATE, ..with(To::Department, STUBBORN) }),
    (1500, "fees", with(To::Community, Twist::ReportUp(Some(To::Street)))),
    (170, "falling", given(To::Street)),
    // The department's
    (190, "road", given(To::Department)),
    (80, "manhole", given(To::Department)),
    (18, "bulky_waste", given(To::Department)),
    (2900, "leak", with(To::Community, Twist::ReportUp(Some(To::Department)))),
    // The district's
    (420, "gas", Script { stop: ARBITRATE, ..with(To::Street, STUBBORN) }),
    (1450, "dangerous_house", with(To::Street, Twist::ReportUp(Some(To::District)))),
    (140, "wages", given(To::District)),
];

const STUBBORN: Twist = Twist::SendBack { stubborn: true };

/// Days before the end at which one thing comes back: why, the community has to find out.
const RECURS: &[i64] = &[26, 17, 9, 3];

pub(super) fn staged(
    district: &District,
    home: usize,
    end: Timestamp,
    rng: &mut Rng,
) -> Vec<Planned> {
    let shape = &district.shapes[home];
    let planned = |minutes: i64, category, point, script| Planned {
        at: end - SignedDuration::from_mins(minutes),
        shape: home,
        point,
        category,
        source: Source::Resident,
        on_the_spot: false,
        double: false,
        script,
    };
    let mut all: Vec<Planned> = STAGED
        .iter()
        .map(|&(minutes, category, script)| {
            planned(minutes, category, district.point_in(shape, rng), script)
        })
        .collect();
    let there = district.point_in(shape, rng);
    all.extend(RECURS.iter().map(|days| Planned {
        source: Source::GridWorker,
        on_the_spot: true,
        ..planned(days * 24 * 60, "drain", there, Script::default())
    }));
    all
}

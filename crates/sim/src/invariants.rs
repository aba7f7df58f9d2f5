//! What must hold (不变量), whatever the people of the district did.
//!
//! Every open relay has a holder who acts today, legs have no gaps, a promise is where its own
//! events put it, what is closed runs no more, and the history verifies.
//!
//! What is *not* here: whether anybody was in time.
use app::grid::matter::Matter;
use app::{App, Cx, Failed, Result};
use base::{MatterId, RelayId};
use grid::procedure;
use org::Sight;
use relay::{Leg, Relay};
use store::chain::Verdict;
use store::grid::matter_list::{Filter, page};

/// What was looked at, and what is wrong (检查结果).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    pub matters: u32,
    pub relays: u32,
    pub legs: u32,
    pub open: u32,
    /// Open, and a clock has run out.
    pub overdue: u32,
    pub faults: Vec<String>,
}

/// So many faults are enough to see what is wrong.
const FAULTS_MAX: usize = 50;
const PAGE: u32 = 200;

/// Looks at every matter and at the history as a whole, at the moment of the app's clock.
pub fn check(app: &App) -> Result<Checked> {
    while app.write_now(|cx| Ok(store::chain::seal_queue(cx.tx)?))? > 0 {}
    app.read_now(|cx| {
        let mut checked = Checked::default();
        let mut before = None;
        loop {
            let sight = Sight { everywhere: true, ..Sight::default() };
            let matters = page(cx.tx, &sight, &Filter::default(), before, PAGE)?;
            for matter in &matters {
                one(cx, matter, &mut checked)?;
            }
            before = matters.last().map(|matter| matter.id);
            if matters.len() < PAGE as usize || checked.faults.len() > FAULTS_MAX {
                break;
            }
        }
        let directory = cx.directory()?;
        for post in store::relay::relay::holders(cx.tx)? {
            if directory.acting(post).is_none() {
                checked.faults.push(format!("post {post} holds something and nobody acts for it"));
            }
        }
        match store::chain::verify(cx.tx, &[])? {
            Verdict::Intact { unsealed: 0, .. } => {}
            other => checked.faults.push(format!("the history: {other:?}")),
        }
        Ok(checked)
    })
}

fn one(cx: &mut Cx<'_, '_>, matter: &Matter, checked: &mut Checked) -> Result<()> {
    let relays = store::relay::relay::of_matter(cx.tx, matter.id)?;
    let legs = store::relay::leg::of_matter(cx.tx, matter.id)?;
    checked.matters += 1;
    checked.relays += relays.len() as u32;
    checked.legs += legs.len() as u32;
    let number = &matter.number;
    let mut faults = Vec::new();
    let Some(main) = relays.first().filter(|main| main.id == RelayId(matter.id.0)) else {
        checked.faults.push(format!("{number} has no relay of its own"));
        return Ok(());
    };
    if main.ended.is_none() {
        checked.open += 1;
        checked.overdue += u32::from(main.is_over(cx.at));
    }
    if main.ended.is_some() != matter.ended_at.is_some() {
        faults.push("closed and running differ".to_owned());
    }
    if main.ended.is_some() && relays.iter().any(|part| part.ended.is_none()) {
        faults.push("it is closed while a part runs".to_owned());
    }
    if store::grid::matter::by_number(cx.tx, number)?.map(|found| found.id) != Some(matter.id) {
        faults.push("its number does not find it".to_owned());
    }
    for relay in &relays {
        let own: Vec<&Leg> =
            legs.iter().filter(|(of, _)| *of == relay.id).map(|(_, leg)| leg).collect();
        faults.extend(legs_of(relay, &own));
    }
    faults.extend(promise(cx, matter, main)?);
    checked.faults.extend(faults.into_iter().map(|fault| format!("{number}: {fault}")));
    Ok(())
}

/// Legs are numbered without a gap, and each but the last has ended where the next begins.
fn legs_of(relay: &Relay, legs: &[&Leg]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str| faults.push(format!("relay {}: {what}", relay.id));
    if !legs.iter().enumerate().all(|(at, leg)| leg.no as usize == at + 1) {
        fault("the legs are not numbered from 1 without a gap");
    }
    for pair in legs.windows(2) {
        // Between the end and the reopening it is in nobody's hands.
        let reopened = pair[0]
            .how
            .is_some_and(|how| matches!(how, relay::Happened::Ended | relay::Happened::Released));
        let joined = pair[0].until.is_some_and(|until| {
            if reopened { until <= pair[1].since } else { until == pair[1].since }
        });
        if !joined {
            fault("a leg does not end where the next begins");
        }
    }
    let Some(last) = legs.last() else {
        fault("there is no leg");
        return faults;
    };
    if last.until.is_some() != relay.ended.is_some() {
        fault("the last leg and the relay do not end together");
    }
    if last.holder != relay.holder || last.step != relay.step || last.no != relay.leg {
        fault("the last leg is not the relay's");
    }
    if relay.ended.is_none() && relay.leg_clock.is_none() {
        fault("an open relay without a clock");
    }
    if procedure::find(&relay.procedure).is_none() {
        fault("it runs by no procedure of ours");
    }
    faults
}

/// A promise begins with the report, lasts as long as policy says for the weight, and moves by
/// what its events granted and paused alone.
fn promise(cx: &mut Cx<'_, '_>, matter: &Matter, main: &Relay) -> Result<Vec<String>> {
    let Some(promise) = &main.promise else {
        let task = matter.root_of.is_some();
        return Ok(if task { Vec::new() } else { vec!["nothing is promised".to_owned()] });
    };
    let (clock, policies) = (&promise.clock, cx.policies());
    let mut faults = Vec::new();
    if clock.started != matter.reported_at {
        faults.push("the promise does not begin with the report".to_owned());
    }
    let day = policies.day(matter.reported_at);
    let limit = policies.rules.deadline(matter.weight, day)?;
    if clock.minutes != limit.value.minutes || promise.stop != limit.value.stop {
        faults.push("the promise is not that of its weight".to_owned());
    }
    if clock.paused.is_none() && clock.recomputed_due(&policies.calendar)? != clock.due {
        faults.push("the promise is not where its clock puts it".to_owned());
    }
    let told = Told::of(cx, matter.id)?;
    // Less is possible: once a promise is kept, more time is given to the leg alone.
    if clock.extended > told.granted {
        faults.push(format!("{} minutes more than granted", clock.extended - told.granted));
    }
    if clock.pauses.len() + usize::from(clock.paused.is_some()) > told.paused {
        faults.push("the promise stood still more often than it was paused".to_owned());
    }
    if !told.reported {
        faults.push("its history does not begin with a report".to_owned());
    }
    Ok(faults)
}

/// What the history says of a promise.
#[derive(Default)]
struct Told {
    reported: bool,
    granted: i64,
    paused: usize,
}

impl Told {
    fn of(cx: &mut Cx<'_, '_>, id: MatterId) -> Result<Told> {
        let mut told = Told::default();
        for event in store::event::of(cx.tx, "matter", id.0)? {
            match event.what.as_str() {
                "reported" => told.reported = true,
                "paused" => told.paused += 1,
                "extension_decided" => told.granted += granted(&event.detail)?,
                _ => {}
            }
        }
        Ok(told)
    }
}

fn granted(detail: &str) -> Result<i64> {
    let detail: serde_json::Value =
        serde_json::from_str(detail).map_err(|error| Failed::Broken(error.to_string()))?;
    let minutes = detail["minutes"].as_i64().unwrap_or(0);
    Ok(if detail["grant"] == true { minutes } else { 0 })
}

//! What runs beside the requests (后台): sealing, escalation, erasure, sending, housekeeping.
//!
//! Each round is a use case like any other. With two servers on one database both try; a relay's
//! version lets one of them move it, the other finds it moved.
use crate::grid::{matter, patrol};
use crate::system::number;
use crate::{App, Failed, Result};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::health::Ill;
use store::node::Own;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often a server says that its number is in use: several times a minute, after which it may
/// lose it.
const SEEN_EVERY: Duration = Duration::from_secs(15);
/// How soon an event gets its place in the chain (PostgreSQL; on SQLite it has it at once).
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// How soon what ran out goes to the next holder: a fraction of the shortest promise.
const ESCALATE_EVERY: Duration = Duration::from_secs(10);
/// How soon what nobody acts for finds somebody.
const RESCUE_EVERY: Duration = Duration::from_secs(60);
/// How often ended sessions and erasable contacts are looked for.
const TIDY_EVERY: Duration = Duration::from_secs(900);

/// How soon what is to leave does: nobody waits for a reminder by the second.
const SEND_EVERY: Duration = Duration::from_secs(5);

/// How soon after their hour letters of alerts are written.
const ALERT_EVERY: Duration = Duration::from_secs(300);

/// Runs until `stop` says so, then finishes the round it is in. `times` is how many times as fast
/// the program's clock goes: 1, but for a test in a hurry.
pub async fn run(app: App, own: Own, times: u32, stop: watch::Receiver<bool>) {
    let rounds: [(Duration, Round); 7] = [
        (SEEN_EVERY, Round::Seen),
        (SEAL_EVERY, Round::Seal),
        (ESCALATE_EVERY, Round::Escalate),
        (RESCUE_EVERY, Round::Rescue),
        (TIDY_EVERY, Round::Tidy),
        (SEND_EVERY, Round::Send),
        (ALERT_EVERY, Round::Alert),
    ];
    let own = Arc::new(Mutex::new(own));
    let mut tasks = vec![tokio::spawn(watch_health(app.clone(), stop.clone()))];
    for (every, round) in rounds {
        let (app, own, stop) = (app.clone(), Arc::clone(&own), stop.clone());
        tasks.push(tokio::spawn(repeat((app, own), every / times, round, stop)));
    }
    for task in tasks {
        if let Err(error) = task.await {
            tracing::error!(%error, "a background round ended by itself");
        }
    }
    let own = number::now(&own);
    if let Err(error) = app.write(move |cx| Ok(store::node::release(cx.tx, own)?)).await {
        tracing::warn!(%error, "the server's number was not given back");
    }
}

#[derive(Clone, Copy, Debug)]
enum Round {
    Seen,
    Seal,
    Escalate,
    Rescue,
    Tidy,
    Send,
    Alert,
}

impl Round {
    fn name(self) -> &'static str {
        match self {
            Round::Seen => "seen",
            Round::Seal => "seal",
            Round::Escalate => "escalate",
            Round::Rescue => "rescue",
            Round::Tidy => "tidy",
            Round::Send => "send",
            Round::Alert => "alert",
        }
    }
}

async fn repeat(
    (app, own): (App, Arc<Mutex<Own>>),
    every: Duration,
    round: Round,
    mut stop: watch::Receiver<bool>,
) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = ticks.tick() => {}
        }
        let done = once(&app, &own, round).await;
        app.rounds().note(round.name(), &done);
        match done {
            Ok(()) | Err(Failed::Stale) => {} // another server was quicker
            // Said once for all by [`watch_health`].
            Err(failed) if failed.down().is_some() => {}
            Err(error) => tracing::warn!(%error, ?round, "a background round failed"),
        }
    }
}

/// How soon the log says that nothing can be saved, or that it can again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Writes down when the database stops taking changes, and when it takes them again.
async fn watch_health(app: App, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(LOOK_EVERY);
    let (mut known, _) = app.db().work().health.falls();
    let mut since = None;
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = ticks.tick() => {}
        }
        let health = &app.db().work().health;
        let (falls, last) = health.falls();
        if let Some(Ill { why, text, since: then }) = last.filter(|_| falls > known) {
            tracing::error!(%why, text, "nothing can be saved; reading goes on");
            (known, since) = (falls, Some(then));
        }
        if !health.is_ill()
            && let Some(since) = since.take()
        {
            let seconds = since.elapsed().as_secs();
            tracing::warn!(seconds, "saving works again");
        }
    }
}

async fn once(app: &App, own: &Mutex<Own>, round: Round) -> Result<()> {
    match round {
        Round::Seen => number::keep(app, own).await,
        Round::Seal => seal(app).await,
        Round::Escalate => escalate(app).await,
        Round::Rescue => app.write(|cx| matter::rescue_unmanned(cx).map(|_| ())).await,
        Round::Tidy => tidy(app).await,
        Round::Send => crate::message::sender::send_due(app).await,
        Round::Alert => alert(app).await,
    }
}

/// Seals queued events until none wait.
pub async fn seal(app: &App) -> Result<()> {
    while app.write(|cx| Ok(store::chain::seal_queue(cx.tx)?)).await? > 0 {}
    Ok(())
}

/// Moves everything that has run out.
pub async fn escalate(app: &App) -> Result<()> {
    while app.write(matter::escalate_due).await?.more {}
    Ok(())
}

/// Writes the letters of alerts that are due; a question first, mostly nothing is.
pub async fn alert(app: &App) -> Result<()> {
    while app.outlets().is_some() && app.write(crate::alert::tell_due).await? > 0 {}
    Ok(())
}

async fn tidy(app: &App) -> Result<()> {
    while app.write(matter::erase_contacts).await? > 0 {}
    while app.write(matter::erase_originals).await? > 0 {}
    app.write(crate::ladder::roster::tidy).await?;
    while app.write(crate::alert::expire).await? > 0 {}
    app.write(|cx| patrol::forget_windows(cx).map(|_| ())).await?;
    app.write(|cx| crate::ladder::assessment::result::settle_due(cx).map(|_| ())).await?;
    while app.write(crate::message::expire).await? > 0 {}
    app.write(|cx| crate::idempotency::expire(cx).map(|_| ())).await?;
    app.write(|cx| crate::sign_in::expire(cx).map(|_| ())).await
}

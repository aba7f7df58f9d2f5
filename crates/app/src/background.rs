//! What runs beside the requests (后台): sealing, escalation, erasure, sending, housekeeping.
//!
//! Each round is a use case like any other. With two servers on one database both try; a relay's
//! version lets one of them move it, the other finds it moved.
use crate::grid::{matter, patrol};
use crate::{App, Failed, Result};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// How often a server says that its number is in use: many times an hour.
const SEEN_EVERY: Duration = Duration::from_secs(300);
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

/// Runs until `stop` says so, then finishes the round it is in.
pub async fn run(app: App, node: i64, stop: watch::Receiver<bool>) {
    let rounds: [(Duration, Round); 7] = [
        (SEEN_EVERY, Round::Seen { node }),
        (SEAL_EVERY, Round::Seal),
        (ESCALATE_EVERY, Round::Escalate),
        (RESCUE_EVERY, Round::Rescue),
        (TIDY_EVERY, Round::Tidy),
        (SEND_EVERY, Round::Send),
        (ALERT_EVERY, Round::Alert),
    ];
    let mut tasks = Vec::new();
    for (every, round) in rounds {
        tasks.push(tokio::spawn(repeat(app.clone(), every, round, stop.clone())));
    }
    for task in tasks {
        if let Err(error) = task.await {
            tracing::error!(%error, "a background round ended by itself");
        }
    }
    if let Err(error) = app.write(move |cx| Ok(store::node::release(cx.tx, node)?)).await {
        tracing::warn!(%error, "the server's number was not given back");
    }
}

#[derive(Clone, Copy, Debug)]
enum Round {
    Seen { node: i64 },
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
            Round::Seen { .. } => "seen",
            Round::Seal => "seal",
            Round::Escalate => "escalate",
            Round::Rescue => "rescue",
            Round::Tidy => "tidy",
            Round::Send => "send",
            Round::Alert => "alert",
        }
    }
}

async fn repeat(app: App, every: Duration, round: Round, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            _ = ticks.tick() => {}
        }
        let done = once(&app, round).await;
        app.rounds().note(round.name(), &done);
        match done {
            Ok(()) | Err(Failed::Stale) => {} // another server was quicker
            Err(error) => tracing::warn!(%error, ?round, "a background round failed"),
        }
    }
}

async fn once(app: &App, round: Round) -> Result<()> {
    match round {
        Round::Seen { node } => {
            app.write(move |cx| Ok(store::node::seen(cx.tx, node, cx.at)?)).await
        }
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
    while app.write(crate::alert::expire).await? > 0 {}
    app.write(|cx| patrol::forget_windows(cx).map(|_| ())).await?;
    while app.write(crate::message::expire).await? > 0 {}
    app.write(|cx| crate::idempotency::expire(cx).map(|_| ())).await?;
    app.write(|cx| crate::sign_in::expire(cx).map(|_| ())).await
}

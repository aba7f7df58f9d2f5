//! What is let go when there is too much to do (过载取舍), and in which order: figures and exports
//! first, then lists, then the work of staff; a resident's report is kept to the last.
//!
//! Two things tell: how many requests run, of which each class may take only its part, and how
//! long the database's lines are. Whoever is turned away gets a 503 that says when to come again.
use super::limits::{AT_ONCE_MAX, TURN_MAX};
use crate::metrics;
use crate::problem::{Code, Problem};
use crate::routes::{Needs, ROUTES, Route};
use app::App;
use app::system::Work;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::codes;
use org::Action;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Middleware: waits for a place, then answers, or says that it is busy.
pub async fn admit(
    State(shed): State<Shed>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let class = matched.map_or(Class::Staff, |path| class_of(request.method(), path.as_str()));
    let changes = !request.method().is_safe();
    match shed.enter(class, changes).await {
        Some(_places) => next.run(request).await,
        None => {
            metrics::turn_away(class);
            let seconds = class.retry_after_seconds();
            Problem::new(Code::Busy).retry_after(seconds).into_response()
        }
    }
}

codes! {
    /// How soon a request is let go (取舍次序), the soonest first.
    pub enum Class {
        /// Figures, exports, walks over everything.
        Figures = "figures",
        /// Lists, boards and maps: what is read at leisure.
        Lists = "lists",
        /// One matter, and what is done to it.
        Staff = "staff",
        /// A resident's report from its form to its answer; and whether the server is well.
        Intake = "intake",
    }
}

impl Class {
    /// How many may run at once, those of the classes before it among them. Figures are heavy and
    /// few; every other class leaves a quarter to those after it.
    fn places(self) -> usize {
        match self {
            Class::Figures => AT_ONCE_MAX / 16,
            Class::Lists => AT_ONCE_MAX / 2,
            Class::Staff => AT_ONCE_MAX / 4 * 3,
            Class::Intake => AT_ONCE_MAX,
        }
    }

    /// How long the database's lines may be before it is turned away. Intake never is by this:
    /// the line itself ends somewhere, and says so.
    fn patience(self) -> Option<Duration> {
        match self {
            Class::Figures => Some(Duration::from_millis(100)),
            Class::Lists => Some(Duration::from_millis(300)),
            Class::Staff => Some(Duration::from_millis(1000)),
            Class::Intake => None,
        }
    }

    fn retry_after_seconds(self) -> u32 {
        match self {
            Class::Figures => 30,
            Class::Lists => 10,
            Class::Staff | Class::Intake => 5,
        }
    }
}

/// The places of all classes (容量). Cloning shares them.
#[derive(Clone)]
pub struct Shed {
    places: [Arc<Semaphore>; 4],
    turn: Duration,
    /// The database whose lines are watched, where there is one.
    app: Option<App>,
    all: usize,
}

impl Shed {
    /// The places of a server.
    pub fn of(app: &App) -> Shed {
        Shed { app: Some(app.clone()), ..Shed::default() }
    }

    /// So many places for each class, and so long to wait for one.
    pub fn with(places: [usize; 4], turn: Duration) -> Shed {
        let all = places[Class::Intake as usize];
        let places = places.map(|places| Arc::new(Semaphore::new(places)));
        Shed { places, turn, app: None, all }
    }

    /// How many run now.
    pub fn running(&self) -> usize {
        self.all.saturating_sub(self.places[Class::Intake as usize].available_permits())
    }

    /// A place in its own class and in every one after it: so a class never takes what is kept
    /// for those after it.
    async fn enter(&self, class: Class, changes: bool) -> Option<Vec<OwnedSemaphorePermit>> {
        if self.is_pressed(class, changes) {
            return None;
        }
        let wanted = &self.places[class as usize..];
        let taken = async {
            let mut taken = Vec::with_capacity(wanted.len());
            for places in wanted {
                taken.push(Arc::clone(places).acquire_owned().await.ok()?);
            }
            Some(taken)
        };
        timeout(self.turn, taken).await.ok().flatten()
    }

    fn is_pressed(&self, class: Class, changes: bool) -> bool {
        let (Some(app), Some(patience)) = (&self.app, class.patience()) else { return false };
        let Work { writers, readers, .. } = app.db().work();
        // Every page reads; only what changes something waits for the writer.
        readers.delay() > patience || (changes && writers.delay() > patience)
    }
}

impl Default for Shed {
    fn default() -> Shed {
        let places = [Class::Figures, Class::Lists, Class::Staff, Class::Intake].map(Class::places);
        Shed::with(places, TURN_MAX)
    }
}

/// The class of a route; one that is not in the table is the work of staff.
pub fn class_of(method: &Method, path: &str) -> Class {
    static KNOWN: LazyLock<HashMap<(&str, &str), Class>> = LazyLock::new(|| {
        ROUTES.iter().map(|route| ((route.method, route.path), class(route))).collect()
    });
    let method = if *method == Method::HEAD { "GET" } else { method.as_str() };
    KNOWN.get(&(method, path)).copied().unwrap_or(Class::Staff)
}

/// Paths that begin so take a report in, tell its reporter how it stands, or say that we are well.
const INTAKE: &[&str] = &[
    "/report",
    "/follow",
    "/my",
    "/alerts/",
    "/api/v1/report",
    "/api/v1/categories",
    "/api/v1/locate",
    "/api/v1/offline",
    "/open311/v2/services",
    "/open311/v2/tokens",
    "/assets",
    "/lang",
    "/healthz",
    "/readyz",
];

fn class(route: &Route) -> Class {
    let Route { method, path, needs } = route;
    let is_get = *method == "GET";
    let begins = |with: &&str| path.starts_with(*with);
    match needs {
        _ if *path == "/" || INTAKE.iter().any(begins) => Class::Intake,
        _ if path.starts_with("/open311") && !is_get => Class::Intake,
        _ if path.contains("export") => Class::Figures,
        Needs::List(Action::ReadFigures) | Needs::Right(Action::VerifyAudit) => Class::Figures,
        Needs::Right(Action::ReadSystem) => Class::Staff,
        // An inbox is where the work lies: it goes with the work.
        Needs::List(Action::ListInbox | Action::RecordMatter) => Class::Staff,
        Needs::List(_) | Needs::Right(_) | Needs::Nothing if is_get => {
            if path.starts_with("/sign-in") { Class::Staff } else { Class::Lists }
        }
        _ => Class::Staff,
    }
}

#[cfg(test)]
mod tests;

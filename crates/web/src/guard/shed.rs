//! What is let go when there is too much to do (过载取舍), and in which order: figures and exports
//! first, then lists, then the work of staff; a resident's report is kept to the last.
//!
//! Two doors, so that a disk which stands still keeps nobody from reading: one for what reads, one
//! for what changes. So many run at once, the rest stand before the [`door`]; whoever stands too
//! long gets a 503 that says when to come again, before any work was done for them.
mod door;

use self::door::{Door, Share};
use super::limits::{AT_ONCE_MAX, READ_AT_ONCE_MAX};
use crate::metrics;
use crate::problem::{Code, Problem};
use crate::routes::{Needs, ROUTES, Route};
use app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::codes;
use org::Action;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// Middleware: waits for a place, then answers, or says that it is busy.
pub async fn admit(
    State(shed): State<Shed>,
    matched: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let path = matched.as_ref().map(MatchedPath::as_str);
    if path.is_some_and(|path| FREE.contains(&path)) {
        return next.run(request).await;
    }
    let class = path.map_or(Class::Staff, |path| class_of(request.method(), path));
    let reads = request.method().is_safe() && !path.is_some_and(|path| path.starts_with(SLOW));
    match shed.enter(class, reads).await {
        Some(_place) => next.run(request).await,
        None => {
            metrics::turn_away(class);
            let seconds = class.retry_after_seconds();
            Problem::new(Code::Busy).retry_after(seconds).into_response()
        }
    }
}

/// What the program answers out of itself: it waits for nothing that could be short.
const FREE: &[&str] =
    &["/healthz", "/assets/{file}", "/service-worker.js", "/manifest.webmanifest"];

/// Reading that waits for others than the database: the district's own sign-in service.
const SLOW: &str = "/sign-in";

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
    /// What reads: figures leave one of the readers to everybody else; every other class leaves
    /// places to those after it.
    fn reading(self) -> Share {
        let places = match self {
            Class::Figures => 2,
            Class::Lists => READ_AT_ONCE_MAX / 4,
            Class::Staff => READ_AT_ONCE_MAX / 2,
            Class::Intake => READ_AT_ONCE_MAX,
        };
        Share { places, ..self.share() }
    }

    /// What changes: it holds its place while a photo comes over a slow line, so there are many.
    fn changing(self) -> Share {
        let places = match self {
            Class::Figures => 2,
            Class::Lists => AT_ONCE_MAX / 2,
            Class::Staff => AT_ONCE_MAX / 4 * 3,
            Class::Intake => AT_ONCE_MAX,
        };
        Share { places, ..self.share() }
    }

    fn share(self) -> Share {
        let ms = match self {
            Class::Figures => 500,
            Class::Lists => 1000,
            Class::Staff => 2000,
            Class::Intake => 5000,
        };
        Share { places: 0, line: AT_ONCE_MAX, patience: Duration::from_millis(ms) }
    }

    /// How long the writer's line may be before a change of this class is turned away. Intake never
    /// is by this: the line itself ends somewhere, and says so.
    fn bears(self) -> Option<Duration> {
        match self {
            Class::Intake => None,
            _ => Some(Duration::from_secs(1)),
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

/// The doors of a server (容量). Cloning shares them.
#[derive(Clone)]
pub struct Shed {
    reading: Places,
    changing: Places,
    /// The database whose writer's line is watched, where there is one.
    app: Option<App>,
}

impl Shed {
    /// The doors of a server.
    pub fn of(app: &App) -> Shed {
        Shed { app: Some(app.clone()), ..Shed::default() }
    }

    /// Two doors with so many places for each class, and so long to stand before them.
    #[cfg(test)]
    fn with(places: [usize; 4], patience: Duration) -> Shed {
        let places = || Places::new(places.map(|places| Share { places, line: 1024, patience }));
        Shed { reading: places(), changing: places(), app: None }
    }

    /// How many run now.
    #[cfg(test)]
    fn running(&self) -> usize {
        self.reading.with(|door| door.running()) + self.changing.with(|door| door.running())
    }

    async fn enter(&self, class: Class, reads: bool) -> Option<Place> {
        if reads {
            return self.reading.enter(class).await;
        }
        let (app, bears) = (self.app.as_ref(), class.bears());
        let delay = app.map(|app| app.db().work().writers.delay());
        if delay.zip(bears).is_some_and(|(delay, bears)| delay > bears) {
            return None;
        }
        self.changing.enter(class).await
    }
}

impl Default for Shed {
    fn default() -> Shed {
        let all = [Class::Figures, Class::Lists, Class::Staff, Class::Intake];
        let (reading, changing) = (all.map(Class::reading), all.map(Class::changing));
        Shed { reading: Places::new(reading), changing: Places::new(changing), app: None }
    }
}

/// One door, and how those before it are called in.
#[derive(Clone)]
struct Places {
    door: Arc<Mutex<Door<oneshot::Sender<Place>>>>,
    patience: [Duration; 4],
}

impl Places {
    fn new(shares: [Share; 4]) -> Places {
        let patience = shares.map(|share| share.patience);
        Places { door: Arc::new(Mutex::new(Door::new(shares))), patience }
    }

    async fn enter(&self, class: Class) -> Option<Place> {
        let called = {
            let (call, called) = oneshot::channel();
            let entered = self.with(|door| {
                let entered = door.enter(class);
                if !entered {
                    door.stand(class, Instant::now(), call);
                }
                entered
            });
            if entered {
                return Some(Place { of: self.clone(), class });
            }
            called
        };
        timeout(self.patience[class as usize], called).await.ok()?.ok()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Door<oneshot::Sender<Place>>) -> T) -> T {
        act(&mut self.door.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A place inside; whoever drops it lets the next one in.
struct Place {
    of: Places,
    class: Class,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waits = |call: &oneshot::Sender<Place>| !call.is_closed();
        let next = self.of.with(|door| door.leave(self.class, Instant::now(), waits));
        if let Some((class, call)) = next {
            // Whoever went away in this moment drops the place, and so passes it on.
            let _ = call.send(Place { of: self.of.clone(), class });
        }
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
    "/ballot",
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

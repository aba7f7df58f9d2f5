//! The use case without the web (直接办理): what database and rules alone can do, for comparison.
use app::App;
use app::grid::matter::{self, Asker, Body, Contact, NewReport};
use app::secret::Code;
use grid::matter::Source;
use sim::Rng;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::fill;
use crate::load::Outcome;

/// How often a server seals what is queued (PostgreSQL), which is part of the work.
const SEAL_EVERY: Duration = Duration::from_secs(1);

/// So many threads report without a pause, for so long, with the sealer of a server beside them.
pub fn create(app: &App, clients: usize, lasting: Duration) -> Result<Outcome, String> {
    let points = Arc::new(points(app)?);
    let began = Instant::now();
    let threads: Vec<_> = (0..clients)
        .map(|client| {
            let (app, points) = (app.clone(), Arc::clone(&points));
            thread::spawn(move || {
                let mut rng = Rng::named(client as u64, "direct");
                let mut times = Vec::new();
                while began.elapsed() < lasting {
                    let since = Instant::now();
                    one(&app, *rng.pick(&points), &mut rng)?;
                    times.push(since.elapsed());
                }
                Ok::<_, String>(times)
            })
        })
        .collect();
    let sealer = {
        let app = app.clone();
        thread::spawn(move || {
            while began.elapsed() < lasting {
                thread::sleep(SEAL_EVERY);
                fill::seal(&app)?;
            }
            Ok::<_, app::Failed>(())
        })
    };
    let mut outcome = Outcome::default();
    for thread in threads {
        outcome.times.extend(thread.join().map_err(|_| "a client broke")??);
    }
    outcome.lasted = began.elapsed();
    outcome.times.sort();
    let sealed = sealer.join().map_err(|_| "the sealer broke")?;
    // What came in after its last round.
    sealed.and_then(|()| fill::seal(app)).map_err(|error| error.to_string())?;
    Ok(outcome)
}

/// The middle of each grid.
pub fn points(app: &App) -> Result<Vec<base::place::Point>, String> {
    let map = app.read_now(|cx| cx.map()).map_err(|error| error.to_string())?;
    Ok(map.areas.values().filter_map(|area| area.centre).collect())
}

/// Some of the policy book's.
pub const CATEGORIES: &[&str] =
    &["litter", "bulky_waste", "advert", "stall", "greenery", "street_light"];

fn one(app: &App, point: base::place::Point, rng: &mut Rng) -> Result<(), String> {
    let day = app.policies().day(app.now());
    let serial = app.serial_now(day).map_err(|error| error.to_string())?;
    let text = format!("楼道里堆了旧家具,编号{},老人过不去,请尽快清走。", rng.below(1_000_000));
    let new = NewReport {
        source: Source::Resident,
        category: (*rng.pick(CATEGORIES)).to_owned(),
        body: Body::new(&text).map_err(|error| format!("{error:?}"))?,
        address: None,
        point: Some(point),
        community: None,
        contact: Contact::new("13800001234").ok(),
        on_the_spot: false,
        code: Some(Code::random().digest(app.keys()).to_vec()),
        serial,
        photos: Vec::new(),
        external: None,
    };
    let done = app.write_now(move |cx| matter::report(cx, &Asker::default(), &new));
    done.map(|_| ()).map_err(|error| error.to_string())
}

//! A batch from a phone (离线补报): a thousand reports written down without signal, taken at once.
use app::grid::matter::{Asker, Body, NewReport};
use app::offline::{self, CHUNK, OPERATIONS_MAX, Operation, State, What};
use app::{App, Failed};
use base::place::Point;
use base::{PersonId, SignedDuration};
use grid::matter::Source;
use org::Action;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long the largest batch takes, the first time and sent again.
pub fn batch(app: &App) -> Result<(Duration, Duration), String> {
    let (person, point) = somebody(app).map_err(|error| error.to_string())?;
    let operations = written(app, point).map_err(|error| error.to_string())?;
    let first = send(app, person, &operations, State::Done)?;
    Ok((first, send(app, person, &operations, State::Replayed)?))
}

fn send(app: &App, by: PersonId, all: &[Operation], end: State) -> Result<Duration, String> {
    let began = Instant::now();
    for chunk in all.chunks(CHUNK) {
        let chunk = chunk.to_vec();
        let answers = app.write_now(move |cx| {
            let asker = Asker::person(cx.directory()?.who(by));
            let say = |failed: &Failed| failed.to_string();
            offline::run(cx, &asker, &chunk, &mut BTreeSet::new(), &say)
        });
        let answers = answers.map_err(|error| error.to_string())?;
        if let Some(wrong) = answers.iter().find(|answer| answer.state != end) {
            return Err(format!("{wrong:?}"));
        }
    }
    Ok(began.elapsed())
}

/// Somebody who may write down what is found in a grid, and its middle.
fn somebody(app: &App) -> app::Result<(PersonId, Point)> {
    app.read_now(|cx| {
        let (map, directory) = (cx.map()?, cx.directory()?);
        let found = map.areas.iter().find_map(|(unit, area)| {
            let person =
                directory.posts_in(*unit).iter().find_map(|post| directory.acting(*post))?;
            let records = !org::reach(&directory.who(person), Action::RecordMatter).is_nothing();
            records.then_some((person, area.centre?))
        });
        found.ok_or(Failed::NotFound)
    })
}

fn written(app: &App, point: Point) -> app::Result<Vec<Operation>> {
    let (day, now) = (app.policies().day(app.now()), app.now());
    let one = |number: usize| {
        let name = format!("{now}-{number}");
        let text = format!("楼道里堆了旧家具,编号{number},老人过不去,请尽快清走。");
        let new = NewReport {
            source: Source::GridWorker,
            category: crate::direct::CATEGORIES[number % crate::direct::CATEGORIES.len()].into(),
            body: Body::new(&text).map_err(|refused| Failed::text("body", refused))?,
            address: None,
            point: Some(point),
            community: None,
            contact: None,
            on_the_spot: false,
            code: None,
            serial: app.serial_now(day)?,
            photos: Vec::new(),
            external: None,
        };
        let device = now - SignedDuration::from_mins(number as i64 % 600);
        let what = What::Report(Box::new(new.into()));
        Ok(Operation { asked: name.clone().into_bytes(), name, device, what })
    };
    (0..OPERATIONS_MAX).map(one).collect()
}

//! 200 phones on a bad line, on both engines: batches are dropped, doubled, delayed and overtaken,
//! and the end is the one that a plain model says. A fifth of ten thousand operations by default;
//! `JIELI_REPLAY_OPERATIONS=10000` (or more) runs them all.
#[path = "replay/chance.rs"]
mod chance;
#[path = "replay/patrol.rs"]
mod places;
mod town;
mod world;

use app::grid::matter::HandOver;
use app::offline::{self, Found, Operation, State, What};
use base::{EventId, MatterId, SignedDuration, Timestamp};
use chance::Chance;
use grid::matter::Source;
use org::Role;
use places::Places;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use store::testing::on_each_engine;
use town::deeds::assigned;
use town::{Staff, Town, hire, words};

const PHONES: usize = 200;
const OPERATIONS: usize = 2_000;

#[test]
fn two_hundred_phones_on_a_bad_line_end_where_a_plain_model_says() {
    let all = std::env::var("JIELI_REPLAY_OPERATIONS").ok();
    let all = all.map_or(OPERATIONS, |all| all.parse().expect("a number"));
    on_each_engine(|fresh| {
        let mut story = Story::begin(Town::found(fresh), all);
        while !story.is_over() {
            story.step();
        }
        story.compare();
    });
}

/// A phone: its queue, and how many of it are in a batch that is out.
struct Phone {
    who: Staff,
    queue: VecDeque<Operation>,
}

/// A batch that is somewhere on the line.
struct OnTheWay {
    phone: usize,
    operations: Vec<Operation>,
    /// The phone waits for no answer of it: it gave up and sends the same again.
    lost: bool,
}

/// What must come out, told without a server: who holds what, and what was done.
#[derive(Default)]
struct Model {
    holds: HashMap<MatterId, (usize, u32)>,
    /// How each operation ended when it first arrived.
    ended: BTreeMap<String, State>,
    places: Places,
    reports: BTreeSet<String>,
    notes: BTreeSet<String>,
    overs: BTreeSet<String>,
}

struct Story {
    town: Town,
    phones: Vec<Phone>,
    line: VecDeque<OnTheWay>,
    model: Model,
    chance: Chance,
    all: usize,
    happened: HashMap<&'static str, usize>,
}

impl Story {
    fn begin(town: Town, all: usize) -> Story {
        let mut chance = Chance::from_seed(0x5eed_0f1e);
        let hired = |at| hire(&town.app, town.grids[0], Role::GridWorker, &format!("员{at}"));
        let people: Vec<Staff> = (0..PHONES).map(hired).collect();
        let mut model = Model { places: Places::add(&town), ..Model::default() };
        let matters: Vec<MatterId> = (0..PHONES)
            .map(|at| {
                let (receipt, _) = town.resident_reports("street_light", &format!("灯{at}不亮"));
                assigned(&town, receipt.id, people[at]);
                let leg = town.page(town.auditor, receipt.id).unwrap().main().leg;
                model.holds.insert(receipt.id, (at, leg));
                receipt.id
            })
            .collect();
        let mut phones: Vec<Phone> =
            people.iter().map(|who| Phone { who: *who, queue: VecDeque::new() }).collect();
        for number in 0..all {
            let at = number % PHONES;
            let operation = written(&town, &people, &matters, &model, at, number, &mut chance);
            phones[at].queue.push_back(operation);
        }
        let (line, happened) = (VecDeque::new(), HashMap::new());
        Story { town, phones, line, model, chance, all, happened }
    }

    fn is_over(&self) -> bool {
        self.line.is_empty() && self.phones.iter().all(|phone| phone.queue.is_empty())
    }

    /// A phone sends, or something on the line arrives; which, is chance.
    fn step(&mut self) {
        let waiting: Vec<usize> =
            (0..PHONES).filter(|at| !self.phones[*at].queue.is_empty()).collect();
        if !waiting.is_empty() && (self.line.len() < 20 || self.chance.one_in(3)) {
            let phone = waiting[self.chance.below(waiting.len())];
            self.sends(phone);
        } else if let Some(at) = self.line.len().checked_sub(1) {
            // Anything on the line may be the next to arrive: batches overtake each other.
            let at = self.chance.below(at + 1);
            let batch = self.line.remove(at).expect("within the line");
            self.arrives(batch);
        }
    }

    fn sends(&mut self, phone: usize) {
        let most = 1 + self.chance.below(8);
        let operations: Vec<Operation> =
            self.phones[phone].queue.iter().take(most).cloned().collect();
        let batch = |lost| OnTheWay { phone, operations: operations.clone(), lost };
        match self.chance.below(10) {
            0 | 1 => self.count("dropped before it arrived"),
            2 => {
                self.count("delayed, and sent again meanwhile");
                self.line.push_back(batch(true));
            }
            3 => {
                self.count("doubled");
                self.line.push_back(batch(true));
                self.arrives(batch(false));
            }
            4 => {
                self.count("done, and the answer lost");
                self.arrives(batch(true));
            }
            _ => self.arrives(batch(false)),
        }
    }

    fn arrives(&mut self, batch: OnTheWay) {
        let who = self.phones[batch.phone].who;
        let operations = batch.operations.clone();
        let answers = self.town.act(who, move |cx, asker| {
            let said = |failed: &app::Failed| failed.to_string();
            offline::run(cx, asker, &operations, &mut BTreeSet::new(), &said)
        });
        for (operation, answer) in batch.operations.iter().zip(answers.expect("it is answered")) {
            let before = self.model.ended.get(&operation.name).copied();
            let expected = before.unwrap_or_else(|| self.first_time(batch.phone, operation));
            let said = match answer.state {
                State::Replayed => State::Done,
                state => state,
            };
            assert_eq!(said, expected, "{}: {:?}", operation.name, answer.kept);
            assert_eq!(answer.replayed, before.is_some(), "{}", operation.name);
        }
        if !batch.lost {
            let queue = &mut self.phones[batch.phone].queue;
            queue.retain(|kept| batch.operations.iter().all(|sent| sent.name != kept.name));
        }
    }

    /// What an operation does that nobody has seen before.
    fn first_time(&mut self, phone: usize, operation: &Operation) -> State {
        let (name, model) = (operation.name.clone(), &mut self.model);
        let done = match &operation.what {
            What::Report(found) => {
                if let Some(at) = found.patrol {
                    model.places.found(at, operation.device);
                }
                model.reports.insert(name.clone())
            }
            What::Clear { point, opens } => {
                model.places.looked((*point, *opens), operation.device) == State::Done
            }
            What::Explain { point, opens, reason } => {
                model.places.explained(*point, *opens, reason) == State::Done
            }
            What::Note { matter, .. } => {
                model.holds[matter].0 == phone && model.notes.insert(name.clone())
            }
            What::HandOver { matter, to, leg } => {
                let (holder, now) = model.holds[matter];
                let new = self.phones.iter().position(|phone| phone.who.post == to.to).unwrap();
                let may = holder == phone && new != phone && leg.is_none_or(|leg| leg == now);
                if may {
                    model.holds.insert(*matter, (new, now + 1));
                    model.overs.insert(name.clone());
                }
                may
            }
            What::Unreadable(_) => false,
        };
        let state = if done { State::Done } else { State::Conflict };
        self.model.ended.insert(name, state);
        state
    }

    /// The rows and the history say the same as the model.
    fn compare(self) {
        assert_eq!(self.model.ended.len(), self.all, "every operation was answered");
        for (matter, (holder, leg)) in &self.model.holds {
            let page = self.town.page(self.town.auditor, *matter).unwrap();
            let at = (page.main().holder, page.main().leg);
            assert_eq!(at, (self.phones[*holder].who.post, *leg), "{matter}");
        }
        let (mut reports, mut notes, mut overs) = (Vec::new(), Vec::new(), Vec::new());
        let events = history(&self.town);
        self.model.places.compare(&self.town, &events);
        for event in events {
            let detail: serde_json::Value = serde_json::from_str(&event.detail).unwrap();
            if detail.get("device_at").is_none() {
                continue;
            }
            let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
            match event.what.as_str() {
                "reported" => {
                    let matter = MatterId(event.subject);
                    reports.push(self.town.page(self.town.auditor, matter).unwrap().matter.body);
                }
                "noted" => notes.push(text("words")),
                "handed_over" => overs.push(text("reason")),
                _ => {}
            }
        }
        for (found, expected) in
            [(reports, self.model.reports), (notes, self.model.notes), (overs, self.model.overs)]
        {
            let mut found = found;
            found.sort();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "each once, none missing");
        }
        let conflicts =
            self.model.ended.values().filter(|state| **state == State::Conflict).count();
        assert!(conflicts > 0 && self.happened.len() == 4, "the line was bad: {:?}", self.happened);
        println!("{} operations, {conflicts} conflicts, {:?}", self.all, self.happened);
    }

    fn count(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }
}

/// What a phone writes down: reports, notes, hand-overs, some of them out of date before they go.
fn written(
    town: &Town,
    people: &[Staff],
    matters: &[MatterId],
    model: &Model,
    at: usize,
    number: usize,
    chance: &mut Chance,
) -> Operation {
    let name = format!("op-{number:07}");
    let minutes = 600 - (number / PHONES % 600) as i64;
    let now: Timestamp = "2026-03-02T02:00:00Z".parse().unwrap();
    let device = now - SignedDuration::from_mins(minutes);
    let matter = if chance.one_in(3) { matters[chance.below(PHONES)] } else { matters[at] };
    let places = &model.places;
    let mut device = device;
    let what = match chance.below(6) {
        0 | 1 => {
            let categories = ["litter", "bulky_waste", "street_light", "manhole"];
            let category = categories[chance.below(categories.len())];
            let mut new = town.new_report(Source::GridWorker, category, &name);
            new.on_the_spot = chance.one_in(4);
            let mut found = Found::from(new);
            if chance.one_in(3) {
                device = Places::moment(chance);
                found.patrol = Some(places.some(chance));
            }
            What::Report(Box::new(found))
        }
        2 | 3 => {
            device = Places::moment(chance);
            places.written(chance)
        }
        4 => What::Note { matter, words: words(&name) },
        _ => {
            let to = HandOver { to: people[chance.below(PHONES)].post, reason: words(&name) };
            let leg = chance.one_in(3).then(|| model.holds[&matter].1);
            What::HandOver { matter, to, leg }
        }
    };
    Operation { asked: name.clone().into_bytes(), name, device, what }
}

fn history(town: &Town) -> Vec<store::event::Event> {
    let (mut all, mut before) = (Vec::new(), None::<EventId>);
    loop {
        let page = town.app.read_now(move |cx| Ok(store::event::page(cx.tx, None, before, 1000)?));
        let page = page.unwrap();
        let Some(last) = page.last() else { return all };
        before = Some(last.id);
        all.extend(page);
    }
}

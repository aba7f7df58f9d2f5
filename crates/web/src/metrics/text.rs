//! The figures as Prometheus reads them: a line for what each is, a line for each value.
use super::process;
use super::{COUNTS, Entry};
use crate::guard::shed::Class;
use app::App;
use app::system::Histogram;
use std::fmt::{Display, Write};
use std::sync::PoisonError;
use std::sync::atomic::Ordering::Relaxed;

pub(super) fn write(app: &App) -> String {
    let mut text = Text::default();
    requests(&mut text);
    database(&mut text, app);
    rounds(&mut text, app);
    process(&mut text);
    text.0
}

fn requests(text: &mut Text) {
    let routes = COUNTS.routes.read().unwrap_or_else(PoisonError::into_inner);
    text.family("jieli_requests_total", "counter", "Answers by route and class of status.");
    for ((method, route), entry) in &*routes {
        let classes = entry.classes.iter().zip(["1xx", "2xx", "3xx", "4xx", "5xx"]);
        for (count, class) in classes.filter(|(count, _)| count.load(Relaxed) > 0) {
            let labels = [("method", *method), ("route", route), ("status", class)];
            text.value("jieli_requests_total", &labels, count.load(Relaxed));
        }
    }
    text.family("jieli_request_seconds", "histogram", "How long an answer took, by route.");
    for ((method, route), entry) in &*routes {
        let Entry { seconds, .. } = &**entry;
        text.histogram("jieli_request_seconds", &[("method", method), ("route", route)], seconds);
    }
    text.family("jieli_requests_running", "gauge", "Requests that run now.");
    text.value("jieli_requests_running", &[], COUNTS.running.load(Relaxed));
    text.family("jieli_requests_shed_total", "counter", "Requests turned away, by class.");
    for class in Class::ALL {
        let turned = COUNTS.turned[*class as usize].load(Relaxed);
        text.value("jieli_requests_shed_total", &[("class", class.code())], turned);
    }
    text.family("jieli_panics_total", "counter", "Handlers that panicked; each is a bug.");
    text.value("jieli_panics_total", &[], COUNTS.panics.load(Relaxed));
}

fn database(text: &mut Text, app: &App) {
    let work = app.db().work();
    text.family(
        "jieli_store_writable",
        "gauge",
        "1 while changes are saved, 0 while they are not.",
    );
    text.value("jieli_store_writable", &[], u8::from(!work.health.is_ill()));
    text.family("jieli_store_falls_total", "counter", "How often changes stopped being saved.");
    text.value("jieli_store_falls_total", &[], work.health.falls().0);
    if let Some(room) = app.db().room() {
        text.family("jieli_store_room_bytes", "gauge", "Room left where the database file lies.");
        text.value("jieli_store_room_bytes", &[], room);
    }
    let lines = [("write", &work.writers), ("read", &work.readers)];
    text.family("jieli_store_waiting", "gauge", "Transactions that wait for their turn.");
    for (line, it) in lines {
        text.value("jieli_store_waiting", &[("line", line)], it.waiting());
    }
    text.family("jieli_store_delay_seconds", "gauge", "How long one waits for its turn now.");
    for (line, it) in lines {
        text.value("jieli_store_delay_seconds", &[("line", line)], it.delay().as_secs_f64());
    }
    text.family("jieli_commit_seconds", "histogram", "How long a commit took, until durable.");
    text.histogram("jieli_commit_seconds", &[], &work.commits);
    text.family("jieli_commit_changes", "histogram", "How many changes one commit carried.");
    text.histogram("jieli_commit_changes", &[], &work.groups);
}

fn rounds(text: &mut Text, app: &App) {
    let rounds = app.rounds().all();
    text.family("jieli_rounds_total", "counter", "Rounds beside the requests, by outcome.");
    for (name, round) in &rounds {
        for (outcome, count) in [("done", round.done), ("met", round.met), ("failed", round.failed)]
        {
            let labels = [("round", *name), ("outcome", outcome)];
            text.value("jieli_rounds_total", &labels, count);
        }
    }
    text.family("jieli_round_age_seconds", "gauge", "How long ago a round was last done.");
    for (name, round) in &rounds {
        if let Some(last) = round.last {
            let age = last.elapsed().as_secs_f64();
            text.value("jieli_round_age_seconds", &[("round", name)], age);
        }
    }
}

fn process(text: &mut Text) {
    text.family("jieli_build_info", "gauge", "The version of the program.");
    text.value("jieli_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    // Under the names that every dashboard knows.
    if let Some(bytes) = process::resident_bytes() {
        text.family("process_resident_memory_bytes", "gauge", "Memory in use.");
        text.value("process_resident_memory_bytes", &[], bytes);
    }
    if let Some(open) = process::open_files() {
        text.family("process_open_fds", "gauge", "Open files and connections.");
        text.value("process_open_fds", &[], open);
    }
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.line(format_args!("# HELP {name} {help}"));
        self.line(format_args!("# TYPE {name} {kind}"));
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        if labels.is_empty() {
            return self.line(format_args!("{name} {value}"));
        }
        let labels: Vec<String> =
            labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value))).collect();
        self.line(format_args!("{name}{{{}}} {value}", labels.join(",")));
    }

    fn histogram(&mut self, name: &str, labels: &[(&str, &str)], histogram: &Histogram) {
        let mut all = 0;
        for (bound, count) in histogram.cumulative() {
            let bound = bound.map_or("+Inf".to_owned(), |bound| bound.to_string());
            let labels = [labels, &[("le", &bound)]].concat();
            self.value(&format!("{name}_bucket"), &labels, count);
            all = count;
        }
        self.value(&format!("{name}_sum"), labels, histogram.sum());
        self.value(&format!("{name}_count"), labels, all);
    }

    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        writeln!(self.0, "{line}").expect("a string takes any text");
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

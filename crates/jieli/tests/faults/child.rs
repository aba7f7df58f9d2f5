//! The process in which it fails (受害进程): it opens a database, does one deed, and closes, told line
//! by line when. It is this test program again, so that what it runs is built once.
use crate::deeds::{self, Stage, Task};
use crate::plan::On;
use crate::strace::{self, Strace};
use rustix::process::{PTracer, set_ptracer};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child as Process, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// Set in the environment of the process that is to be the child.
pub const MARK: &str = "JIELI_FAULTS_CHILD";
/// Which kind of lie its engine tells, for the control.
pub const FAULT: &str = "JIELI_FAULT";
/// The lines that are ours among those of the test harness.
const OURS: &str = "» ";
/// Far longer than any deed takes, even under a tracer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The child's side: does what it is told until nobody tells it anything.
pub fn serve() {
    // A tracer beside us, not above us, may attach; where that is not restricted it needs no leave.
    let _ = set_ptracer(PTracer::Any);
    let mut lines = std::io::stdin().lines();
    while let Some(Ok(line)) = lines.next() {
        let (task, stage): (Task, Stage) = serde_json::from_str(&line).expect("a task is JSON");
        let open = || deeds::open(&task).map_err(|failed| failed.to_string());
        let mut app = None;
        if task.opens_first() {
            match open() {
                Ok(opened) => app = Some(opened),
                Err(why) => {
                    answer(Err(why));
                    continue;
                }
            }
        }
        say("ready");
        lines.next();
        let done = match app.take() {
            Some(opened) => {
                let done = deeds::perform(&opened, &stage, &task);
                app = Some(opened);
                done
            }
            None => open().map(|opened| app = Some(opened)),
        };
        answer(done);
        // Closing is a part of it: what is in the log is carried into the file.
        drop(app);
        say("closed");
    }
}

fn answer(done: Result<(), String>) {
    match done {
        Ok(()) => say("acknowledged"),
        Err(why) => say(&format!("refused {}", why.replace('\n', " "))),
    }
}

fn say(what: &str) {
    println!("{OURS}{what}");
    let _ = std::io::stdout().flush();
}

/// The parent's side.
pub struct Child {
    process: Process,
    to: ChildStdin,
    from: Receiver<String>,
    fault: Option<&'static str>,
}

/// How it ended, as far as whoever asked was told (结果).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    Acknowledged,
    Refused(String),
    /// Killed before it answered.
    Unanswered,
}

impl Child {
    pub fn start(fault: Option<&'static str>) -> Child {
        let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
        command.args(["--exact", "deeds_are_done_in_a_process_of_their_own", "--nocapture"]);
        command.env(MARK, "1").env_remove(FAULT);
        if let Some(fault) = fault {
            command.env(FAULT, fault);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("this program starts again");
        let to = process.stdin.take().expect("its input is ours");
        let out = BufReader::new(process.stdout.take().expect("its output is ours"));
        let (send, from) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                // The harness may have begun the line.
                let ours = line.split_once(OURS).map(|(_, ours)| ours.to_owned());
                if ours.is_some_and(|ours| send.send(ours).is_err()) {
                    return;
                }
            }
        });
        Child { process, to, from, fault }
    }

    /// Lets it do a task while these system calls fail; what the tracer sees goes to `log`.
    pub fn run(
        &mut self,
        task: &Task,
        stage: &Stage,
        injections: &[String],
        log: Option<&Path>,
    ) -> Ended {
        let line = serde_json::to_string(&(task, stage)).expect("a task becomes JSON");
        self.tell(&line);
        match self.hear().as_deref() {
            Some("ready") => {}
            // Without a fault of its own it could not be opened: that is an answer too.
            Some(refused) if refused.starts_with("refused") => {
                return Ended::Refused(refused.to_owned());
            }
            other => panic!("the child is not ready for {task:?}: {other:?}"),
        }
        let mut files = strace::files(&task.path);
        match task.on {
            Some(On::Log) => files.retain(|file| *file != task.path),
            Some(On::File) => files.retain(|file| *file == task.path),
            None => {}
        }
        let traced = !injections.is_empty() || log.is_some();
        let pid = self.process.id();
        let strace = traced.then(|| Strace::attach(pid, &files, injections, log));
        self.tell("go");
        let mut ended = Ended::Unanswered;
        loop {
            match self.hear() {
                Some(closed) if closed == "closed" => break,
                Some(done) if done == "acknowledged" => ended = Ended::Acknowledged,
                Some(why) => ended = Ended::Refused(why),
                None => {
                    strace.into_iter().for_each(Strace::kill);
                    let _ = self.process.wait();
                    *self = Child::start(self.fault);
                    return ended;
                }
            }
        }
        drop(strace);
        ended
    }

    fn tell(&mut self, line: &str) {
        // One that was killed meanwhile is noticed by its silence.
        let _ = writeln!(self.to, "{line}");
    }

    /// What it says next; nothing once it is gone.
    fn hear(&mut self) -> Option<String> {
        match self.from.recv_timeout(PATIENCE) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("the child hangs"),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

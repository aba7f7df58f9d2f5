//! Matters (事项): the loop 发现 → 研判 → 分类 → 处置或报告 → 反馈, step by step.
//!
//! Each file is one thing somebody does. All of them load the matter with its relays, ask
//! `org::may` about it, let the relay and the chapter's rules decide, and save the change with its
//! event. Who is told what of a refusal is decided in [`loaded`]: out of sight is "not found".
mod by_key;
mod close;
mod contact;
mod daily;
mod escalate;
mod figures;
mod handle;
mod hands;
mod loaded;
mod merge;
mod page;
mod public;
mod read;
mod redact;
mod report;
mod root_cause;
mod second_look;
mod time;
mod triage;
mod upward;

pub use by_key::report_by_key;
pub use close::{check, feedback, rate, reopen};
pub use contact::read_contact;
pub use daily::erase_contacts;
pub(crate) use escalate::unmanned;
pub use escalate::{Escalated, Orphan, escalate_due, orphans, rescue_unmanned};
pub use figures::{Figures, figures};
pub use handle::{Solve, note, plan, solve};
pub use hands::{HandOver, SendBack, arbitrate, ask_arbitration, hand_over, send_back, take_over};
pub(crate) use loaded::By;
pub use loaded::{Asker, Loaded, load};
pub use merge::{Suggestion, merge, suggest};
pub use page::{Entry, Page, page, rating};
pub use public::{
    Answer, Beside, Board, Mark, PUBLIC_MAX, Progress, Public, PublicPage, Spot, Wanted, board,
    number_by_code, on_map, public_list, public_of, public_progress,
};
pub use read::{
    COUNTED_MAX, InboxPage, ListPage, PAGE, PAGE_MAX, by_number, find_by_code, inbox, list,
};
pub use redact::{
    Painting, Redaction, erase_originals, original, photo, photo_of, plan_redaction, redact,
};
pub(crate) use report::first_holder_by;
pub use report::{NewReport, Receipt, add_photo, report};
pub use second_look::{appeal, decide_appeal, second_look};
pub use time::{ask_extension, decide_extension, pause, resume};
pub use triage::{Proposal, Triage, triage};
pub use upward::{answer_up, report_up, return_answer, take_answer};

pub use store::event::Event as Recorded;
pub use store::figures::grid::{By as FiguresBy, Counted, Counts};
pub use store::grid::matter::Matter;
pub use store::grid::matter_list::{Filter, Level};
pub use store::grid::photo::{Photo, Shown};
pub use store::grid::rating::Rating;
pub use store::relay::extension::Extension;
pub use store::relay::inbox::{After, Entry as InboxEntry};

use base::Text;

/// The words of a report: long enough for a page of Chinese text, short enough to read.
pub type Body = Text<4000>;
/// A reason, a note, a result.
pub type Words = Text<2000>;
/// A place in words.
pub type Address = Text<200>;
/// A way to reach the reporter.
pub type Contact = Text<100>;
/// A clause or another short ground.
pub type Clause = Text<300>;

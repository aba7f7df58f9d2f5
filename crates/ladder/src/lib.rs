//! Chapter four, the ladder (链条): levels, promotion, assessment, training, pay of community workers.
//!
//! Follows part four of the summary, and for the older scheme part two. [`scheme`] says which
//! levels a kind of post has, [`promotion`] when the next one may come, [`assessment`] what a year
//! was worth, [`pay`] what is owed for a month and a year, [`training`] which days are still owed,
//! [`growth`] how many places are kept, [`quota`] how many workers a street may have, [`terms`] under
//! which contract somebody works, [`what_if`] what other numbers would cost.
//!
//! Every answer carries its [`line`]s: what was looked up, which version of which value it rests
//! on, what came out. Every value has two days, the one from which it holds and the one on which
//! it became known ([`known`]), so any past answer can be given again as it was given then.
//!
//! What is *not* here: SQL, HTTP, the clock, chance, a language, and numbers of any policy
//! document: those stand in `policy/ladder/`. Nor is there a ranking of persons: an assessment is
//! decided in its pool, and its sheet is ordered by worker, not by mark.
pub mod assessment;
pub mod coefficient;
pub mod compute;
pub mod growth;
pub mod known;
pub mod line;
pub mod month;
pub mod number;
pub mod pay;
pub mod promotion;
pub mod quota;
pub mod refused;
pub mod rules;
pub mod scheme;
pub mod terms;
pub mod training;
pub mod what_if;
pub mod worker;

pub use known::Asked;
pub use line::{Line, Operand, Value};
pub use month::Month;
pub use refused::Refused;
pub use rules::Rules;

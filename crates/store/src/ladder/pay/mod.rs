//! Rows of pay (薪酬): runs, the slips as they were paid, and what a run goes by.
pub mod benefit;
pub mod facts;
pub mod run;
pub mod slip;
pub mod sums;

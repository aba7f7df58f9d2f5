//! Rows of `worker_benefit` (社保、公积金、体检): that somebody is insured since a day, that the yearly
//! check-up was done on a day. No amounts: those are the finance office's.
use crate::{Result, Row, Tx, params};
use base::{Date, PersonId, codes};

codes! {
    /// What is recorded (待遇).
    pub enum Benefit {
        /// 社会保险
        Insurance = "insurance",
        /// 住房公积金
        HousingFund = "housing_fund",
        /// 年度体检
        Checkup = "checkup",
    }
}

/// Something recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub benefit: Benefit,
    /// The day from which somebody is insured, or of the check-up.
    pub since: Date,
    pub known: Date,
    pub note: String,
}

/// Records it; what is there stays as it is.
pub fn add(tx: &mut Tx<'_>, person: PersonId, new: &Recorded) -> Result<()> {
    const SQL: &str = "
        INSERT INTO worker_benefit (person, kind, since, known, note) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person, kind, since) DO NOTHING";
    let row = params![person, new.benefit.code(), new.since, new.known, &new.note];
    tx.run(SQL, row).map(|_| ())
}

/// What is recorded of somebody, the newest first.
pub fn of(tx: &mut Tx<'_>, person: PersonId, limit: u32) -> Result<Vec<Recorded>> {
    // Primary key (person, kind, since).
    const SQL: &str = "
        SELECT kind, since, known, note FROM worker_benefit
        WHERE person = $1 ORDER BY since DESC, kind LIMIT $2";
    tx.all(SQL, params![person, limit], |row: &Row| {
        Ok(Recorded {
            benefit: row.code(0, Benefit::parse)?,
            since: row.get(1)?,
            known: row.get(2)?,
            note: row.get(3)?,
        })
    })
}

//! The fields of a report, read from what was sent.
use super::kept;
use crate::form::{FromInput, Input, Upload};
use app::grid::matter::{Address, Body, Contact};
use base::UnitId;
use base::place::Point;

/// Everything that came with the form: photos stay in hand, whatever is wrong beside them.
#[derive(Debug)]
pub struct Sent {
    /// The fields, where all of them are right.
    pub report: Option<Report>,
    /// Photos that are sent for the first time.
    pub fresh: Vec<Upload>,
    /// Photos that the page carried back.
    pub kept: Vec<Upload>,
    /// The dangers that whoever sends it has read about, by their codes.
    pub heeded: String,
}

/// A report as it was filled in (反映表单). The files are not looked at yet.
#[derive(Debug)]
pub struct Report {
    pub what: Body,
    pub category: String,
    pub point: Option<Point>,
    pub address: Option<Address>,
    pub community: Option<UnitId>,
    pub contact: Option<Contact>,
}

impl FromInput for Sent {
    fn read(input: &mut Input) -> Option<Sent> {
        let (fresh, kept) = (input.files("photo"), kept::read(input));
        let heeded = input.raw("heeded").to_owned();
        Some(Sent { report: fields(input), fresh, kept, heeded })
    }
}

fn fields(input: &mut Input) -> Option<Report> {
    let what = input.text("what");
    let category = input.choice("category", |code| (!code.is_empty()).then(|| code.to_owned()));
    let point = input.place();
    let community = match input.raw("community").trim() {
        "" => Some(None),
        _ => input.parsed("community").map(Some),
    };
    let address = input.optional("address");
    let contact = input.optional("contact");
    if (point, community) == (Some(None), Some(None)) {
        input.refuse("community", "resident_place");
        return None;
    }
    Some(Report {
        what: what?,
        category: category?,
        point: point?,
        address: address?,
        community: community?,
        contact: contact?,
    })
}

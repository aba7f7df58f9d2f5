//! The fields of a report, read from what was sent.
use crate::form::{FromInput, Input, Upload};
use app::grid::matter::{Address, Body, Contact};
use base::UnitId;
use base::place::Point;

/// A report as it was filled in (反映表单). The files are not looked at yet.
#[derive(Debug)]
pub struct Report {
    pub what: Body,
    pub category: String,
    pub point: Option<Point>,
    pub address: Option<Address>,
    pub community: Option<UnitId>,
    pub contact: Option<Contact>,
    pub photos: Vec<Upload>,
}

impl FromInput for Report {
    fn read(input: &mut Input) -> Option<Report> {
        let photos = input.files("photo");
        let had_photos = !photos.is_empty();
        let report = fields(input, photos);
        if report.is_none() && had_photos {
            // A browser does not send files twice by itself.
            input.refuse("photo", "resident_photo_again");
        }
        report
    }
}

fn fields(input: &mut Input, photos: Vec<Upload>) -> Option<Report> {
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
        photos,
    })
}

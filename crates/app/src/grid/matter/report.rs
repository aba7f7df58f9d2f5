//! 发现: a matter comes in – from a resident, a grid worker, a caller, another system.
use super::loaded::{Asker, By, Loaded};
use super::{Address, Body, Contact, root_cause};
use crate::{Cx, Failed, Result};
use base::place::Point;
use base::{MatterId, PhotoId, PostId, RelayId, Timestamp, UnitId};
use grid::matter::{Ending, Source};
use grid::procedure::MATTER;
use grid::rules::Category;
use org::{Action, Place, Role, Thing, may};
use relay::{Relay, Start, next_holder};
use serde_json::json;
use store::grid::matter::Matter;

/// What is reported (反映内容). The server finds grid, community and street from the point.
#[derive(Clone)]
pub struct NewReport {
    pub source: Source,
    pub category: String,
    pub body: Body,
    pub address: Option<Address>,
    pub point: Option<Point>,
    /// Where it is, when nobody can point at a map.
    pub community: Option<UnitId>,
    /// A way to reach the reporter; sealed.
    pub contact: Option<Contact>,
    /// Solved on the spot (随手解决): recorded and closed at once.
    pub on_the_spot: bool,
    /// The digest of the code the reporter is given; nothing for a report of our own people.
    pub code: Option<Vec<u8>>,
    /// From [`crate::App::serial`].
    pub serial: i64,
    pub photos: Vec<photo::Photo>,
    /// Its number in another system.
    pub external: Option<String>,
}

/// What the reporter is told (回执).
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    pub id: MatterId,
    pub number: String,
    /// What is promised, and by when.
    pub stop: String,
    pub due: Timestamp,
    pub basis: base::Basis,
    pub holder: PostId,
    pub place: Place,
    pub ended: bool,
}

/// Takes in a matter: row, relay, event, words and sealed contact, all or nothing.
pub fn report(cx: &mut Cx<'_, '_>, asker: &Asker, new: &NewReport) -> Result<Receipt> {
    let today = cx.today();
    let category = category(cx, &new.category)?;
    not_stopped(cx, &category, new)?;
    let place = locate(cx, new.point, new.community)?;
    let by = allowed(asker, new.source, &place)?;
    let most = cx.policies().rules.photo_limits(today)?.value.max_per_matter;
    if new.photos.len() > most as usize {
        return Err(Failed::field("photos", "too_many"));
    }
    if new.external.as_ref().is_some_and(|external| external.chars().count() > EXTERNAL_MAX) {
        return Err(Failed::field("external", "too_long"));
    }
    let id = MatterId(cx.next_id());
    let matter = Matter {
        id,
        number: grid::number::format(today, new.serial),
        source: new.source,
        category: category.code.clone(),
        weight: category.weight,
        sort: category.sort,
        ground: None,
        body: new.body.to_string(),
        address: new.address.as_ref().map(Address::to_string).unwrap_or_default(),
        point: new.point,
        place,
        reported_at: cx.happened(),
        reported_by: asker.who.person,
        handler: None,
        sorter: None,
        code: new.code.clone(),
        visible: category.visible,
        appeals: 0,
        proposal: None,
        ending: None,
        ended_at: None,
        staff_says: None,
        reporter_says: None,
        merged_into: None,
        root_of: None,
        external: new.external.clone(),
        version: 1,
    };
    let loaded = start(cx, matter, new, by)?;
    root_cause::open_if_recurring(cx, &loaded)?;
    receipt(&loaded)
}

/// A danger wants a telephone, not a form (紧急提示): what residents send is held to it, by whatever
/// door. What staff write down is not: they are there.
fn not_stopped(cx: &Cx<'_, '_>, category: &Category, new: &NewReport) -> Result<()> {
    if !matches!(new.source, Source::Resident | Source::Api) {
        return Ok(());
    }
    let stoppers = cx.policies().rules.stoppers(cx.today())?.value;
    let found = grid::stopper::judge(&stoppers, Some(category), new.body.as_str());
    let Some(stopper) = grid::stopper::stopping(&found) else { return Ok(()) };
    let facts = vec![
        ("call", stopper.call.clone()),
        ("zh", stopper.text_zh.clone()),
        ("en", stopper.text_en.clone()),
    ];
    Err(Failed::Refused { code: "stopped", facts })
}

/// A number of another system is short; a longer one is a mistake of the mapping.
const EXTERNAL_MAX: usize = 64;

fn start(cx: &mut Cx<'_, '_>, matter: Matter, new: &NewReport, by: By) -> Result<Loaded> {
    let id = matter.id;
    store::grid::matter::insert(cx.tx, &matter)?;
    let text = format!("{} {} {}", matter.body, matter.address, matter.number);
    store::grid::search::insert(cx.tx, id, &matter.place, &grid::words::index(&text))?;
    if let Some(contact) = &new.contact {
        let sealed = cx.app.keys().seal(&super::contact::label(id), contact.as_str());
        store::grid::contact::insert(cx.tx, id, &sealed)?;
    }
    let policies = cx.policies();
    let promise = grid::deadline::promise(
        matter.weight,
        matter.reported_at,
        &policies.rules,
        &policies.calendar,
    )
    .map_err(no_deadline)?;
    let limit = policies.rules.leg(MATTER.first, cx.today())?;
    let basis = promise.clock.basis.clone();
    let directory = cx.directory()?;
    let holder = match by.post.filter(|_| new.on_the_spot) {
        Some(post) => post,
        None => first_holder(cx, &directory, &matter.place)?,
    };
    let relay = RelayId(id.0); // a matter and its own relay share their number
    let start =
        Start { id: relay, subject: id.0, parent: None, holder, limit, promise: Some(promise) };
    // What was solved where it was found, was held and solved then; anything else is held from now on.
    let began =
        if new.on_the_spot { relay::Now { at: cx.happened(), ..cx.now() } } else { cx.now() };
    let change = Relay::start(&MATTER, start, began)?;
    let mut loaded = Loaded::new(matter, directory);
    loaded.moved(cx, change)?;
    keep_photos(cx, id, &new.photos)?;
    let detail = json!({
        "source": loaded.matter.source.code(), "category": loaded.matter.category,
        "weight": loaded.matter.weight.code(), "sort": loaded.matter.sort.code(),
        "photos": new.photos.len(), "contact": new.contact.is_some(),
    });
    loaded.record(cx, by, "reported", detail, Some(&basis))?;
    if new.on_the_spot {
        end_on_the_spot(cx, &mut loaded, by)?;
    }
    Ok(loaded)
}

/// 随手解决: found, solved, written down in one tap.
fn end_on_the_spot(cx: &mut Cx<'_, '_>, loaded: &mut Loaded, by: By) -> Result<()> {
    let then = relay::Now { at: cx.happened(), ..cx.now() };
    if loaded.main().owes(grid::deadline::SOLVED) {
        let kept = loaded.main().meet_promise(grid::deadline::SOLVED, then)?;
        loaded.moved(cx, kept)?;
    }
    let ended = loaded.main().release(ON_THE_SPOT, ON_THE_SPOT, then)?;
    loaded.moved(cx, ended)?;
    loaded.matter.handler = by.actor;
    loaded.matter.ending = Some(Ending::Solved);
    loaded.matter.ended_at = Some(then.at);
    loaded.save(cx)?;
    loaded.record(cx, by, "solved_on_the_spot", json!({}), None)
}

/// How a relay ends that was solved where it was found.
pub(crate) const ON_THE_SPOT: &str = "on_the_spot";

/// The category of a code, as policy has it today.
pub(crate) fn category(cx: &Cx<'_, '_>, code: &str) -> Result<Category> {
    let found = cx.policies().rules.category(code, cx.today());
    found.ok_or_else(|| Failed::field("category", "unknown"))
}

/// Grid, community and street of a report. Outside the district it is refused.
pub(crate) fn locate(
    cx: &mut Cx<'_, '_>,
    point: Option<Point>,
    community: Option<UnitId>,
) -> Result<Place> {
    if let Some(point) = point {
        let located = crate::grid::map::locate(cx, point)?;
        return located.map(|at| at.place).ok_or_else(|| Failed::field("place", "outside"));
    }
    let Some(community) = community else { return Err(Failed::field("place", "missing")) };
    let directory = cx.directory()?;
    let place = directory.place(community).filter(|place| place.community == Some(community));
    place.ok_or_else(|| Failed::field("community", "unknown"))
}

/// Anybody may report; who writes down as staff needs the right for the place.
fn allowed(asker: &Asker, source: Source, place: &Place) -> Result<By> {
    let action = match source {
        Source::Resident | Source::Api => Action::ReportMatter,
        Source::Import => Action::ImportMatters,
        Source::GridWorker | Source::Caller | Source::RootCause => Action::RecordMatter,
    };
    let thing = Thing { place: *place, ..Thing::default() };
    match may(&asker.who, action, &thing) {
        Ok(granted) => Ok(By::right(asker, &granted)),
        Err(org::Denied::NotHere) => Err(Failed::field("place", "not_yours")),
        Err(denied) => Err(Failed::Denied(denied)),
    }
}

/// Who takes it first: the lowest who may sort and is there; nobody is skipped in silence.
pub(crate) fn first_holder(
    cx: &Cx<'_, '_>,
    directory: &crate::org::Directory,
    place: &Place,
) -> Result<PostId> {
    first_holder_by(cx.policies(), cx.today(), directory, place)
}

/// As [`first_holder`], for a day's organisation in hand.
pub(crate) fn first_holder_by(
    policies: &crate::Policies,
    day: base::Date,
    directory: &crate::org::Directory,
    place: &Place,
) -> Result<PostId> {
    let ladder = policies.rules.ladder(day)?.value;
    // A grid worker may find and handle; weighing and sorting begins with the grid leader.
    let roles: Vec<Role> = ladder.into_iter().filter(|role| *role != Role::GridWorker).collect();
    let next = next_holder(&directory.ladder(&roles, place), None, directory.last_resort());
    next.post().ok_or_else(|| Failed::refused("nobody_on_duty"))
}

pub(crate) fn no_deadline(error: grid::deadline::NoDeadline) -> Failed {
    match error {
        grid::deadline::NoDeadline::Policy(missing) => Failed::Policy(missing),
        grid::deadline::NoDeadline::Time(none) => Failed::from(none),
    }
}

fn keep_photos(cx: &mut Cx<'_, '_>, id: MatterId, photos: &[photo::Photo]) -> Result<()> {
    let most = cx.policies().rules.photo_limits(cx.today())?.value.max_per_matter;
    for photo in photos {
        let photo_id = PhotoId(cx.next_id());
        let shape = (photo.jpeg.as_slice(), photo.width, photo.height);
        if !store::grid::photo::insert(cx.tx, photo_id, id, shape, cx.at, most)? {
            return Err(Failed::field("photos", "too_many"));
        }
    }
    Ok(())
}

/// Adds a photo to a matter the asker works on.
pub fn add_photo(
    cx: &mut Cx<'_, '_>,
    asker: &Asker,
    id: MatterId,
    photo: &photo::Photo,
) -> Result<()> {
    let loaded = super::load(cx, id)?;
    let granted = loaded.allow(asker, Action::HandleMatter)?;
    keep_photos(cx, id, std::slice::from_ref(photo))?;
    loaded.record(cx, By::right(asker, &granted), "photo_added", json!({}), None)
}

fn receipt(loaded: &Loaded) -> Result<Receipt> {
    let relay = loaded.main();
    let promise = relay.promise.as_ref().ok_or_else(|| Failed::Broken("no promise".into()))?;
    Ok(Receipt {
        id: loaded.matter.id,
        number: loaded.matter.number.clone(),
        stop: promise.stop.clone(),
        due: promise.clock.due,
        basis: promise.clock.basis.clone(),
        holder: relay.holder,
        place: loaded.matter.place,
        ended: relay.ended.is_some(),
    })
}

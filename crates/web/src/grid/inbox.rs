//! `GET /inbox` (待办): what the person's posts hold, what is due first on top.
use super::names::{Names, one_line, weight_class};
use crate::desk::{Desk, Stop};
use crate::markup::Markup;
use crate::page::{Page, render};
use crate::when::When;
use app::grid::matter::{After, COUNTED_MAX, InboxEntry, PAGE, inbox};
use app::org::Directory;
use askama::Template;
use axum::response::Response;
use base::{PostId, Timestamp};
use relay::Relay;

/// `GET /inbox?post=&after=`.
pub async fn show(desk: Desk) -> Result<Response, Stop> {
    let (post, after) = (desk.asked_for::<PostId>("post")?, desk.asked_for::<Cursor>("after")?);
    let after = after.map(|cursor| cursor.0);
    let found =
        desk.read(move |cx, asker| Ok((inbox(cx, asker, post, after, PAGE)?, cx.directory()?)));
    let (page, directory) = found.await?;
    let names = Names::new(desk.words, desk.app.policies(), directory, desk.today());
    let when = desk.when();
    let rows: Vec<Row> =
        page.entries.iter().map(|entry| row(&desk, &names, &when, entry)).collect();
    let next = page.next.map(|next| {
        let post = post.map(|post| format!("post={post}&")).unwrap_or_default();
        format!("/inbox?{post}after={}_{}", next.due, next.id)
    });
    let is_worker = desk.signed.who.posts.iter().any(|held| held.role == org::Role::GridWorker);
    Ok(render(&Inbox {
        tabs: tabs(&desk, &names, post),
        all_posts: post.is_none(),
        held: counted(page.held),
        over: counted(page.over),
        any_over: page.over > 0,
        is_first: after.is_none(),
        p: desk.page(&desk.words.t("inbox-title")),
        rows,
        next,
        is_worker,
    }))
}

/// Where a page of the inbox begins, as the address has it: `due_id`.
struct Cursor(After);

impl std::str::FromStr for Cursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Cursor, Self::Err> {
        let (due, id) = text.split_once('_').unwrap_or((text, ""));
        Ok(Cursor(After { due: due.parse()?, id: id.parse()? }))
    }
}

#[derive(Template)]
#[template(path = "grid/inbox.html")]
struct Inbox {
    p: Page,
    tabs: Vec<Tab>,
    all_posts: bool,
    held: String,
    over: String,
    any_over: bool,
    is_first: bool,
    rows: Vec<Row>,
    next: Option<String>,
    is_worker: bool,
}

/// A post of the reader, when there are several.
struct Tab {
    href: String,
    name: String,
    is_here: bool,
    stands_in: bool,
}

/// One line of the inbox.
struct Row {
    href: String,
    title: String,
    number: String,
    category: String,
    place: String,
    step: String,
    state: &'static str,
    countdown: Option<Markup>,
    /// Which clock runs out first: the promise to the reporter, or the holder's own.
    what_is_due: String,
    weight: String,
    weight_class: &'static str,
    /// In whose stead the reader holds it.
    instead_of: Option<String>,
    upward: bool,
}

fn tabs(desk: &Desk, names: &Names, here: Option<PostId>) -> Vec<Tab> {
    let posts = desk.signed.who.posts.iter().filter(|held| held.role.is_business());
    let tabs: Vec<Tab> = posts
        .map(|held| Tab {
            href: format!("/inbox?post={}", held.post),
            name: names.post(held.post),
            is_here: here == Some(held.post),
            stands_in: stands_in(&names.directory, held.post),
        })
        .collect();
    if tabs.len() < 2 { Vec::new() } else { tabs }
}

fn stands_in(directory: &Directory, post: PostId) -> bool {
    directory.duty().acting(post).is_some_and(|acting| acting.is_stand_in())
}

fn row(desk: &Desk, names: &Names, when: &When, entry: &InboxEntry) -> Row {
    let (matter, relay, words) = (&entry.matter, &entry.relay, desk.words);
    let due = relay.next_due().filter(|_| !relay.is_paused());
    let soon = due.and_then(|due| soon(desk, relay, due));
    let state = match due {
        None => "paused",
        Some(due) => when.standing(due, soon).code(),
    };
    let promised = relay.open_promise().is_some_and(|promise| Some(promise.clock.due) == due);
    Row {
        href: format!("/matters/{}", matter.id),
        title: one_line(&matter.body),
        number: matter.number.clone(),
        category: names.category(&matter.category),
        place: names.place(&matter.place),
        step: words.tc("matter-step", &relay.step).into_owned(),
        state,
        countdown: due.map(|due| when.countdown(due, soon)),
        what_is_due: words.t(if promised { "inbox-due-promise" } else { "inbox-due-leg" }).into(),
        weight: words.tc("matter-weight", matter.weight.code()).into_owned(),
        weight_class: weight_class(matter.weight),
        instead_of: stands_in(&names.directory, relay.holder).then(|| names.post(relay.holder)),
        upward: relay.parent.is_some(),
    }
}

/// From when on a due time counts as near: when it is too late to ask for an extension of it.
pub fn soon(desk: &Desk, relay: &Relay, due: Timestamp) -> Option<Timestamp> {
    let rule = desk.app.policies().rules.extension(desk.today()).ok()?.value;
    let promise = relay.promise.as_ref().map(|promise| &promise.clock);
    let clocks = promise.into_iter().chain(&relay.leg_clock);
    let clock = clocks.into_iter().find(|clock| clock.due == due)?;
    let whole = due.duration_since(clock.started).as_secs();
    let used = whole.checked_mul(rule.before_percent)? / 100;
    Some(clock.started + base::SignedDuration::from_secs(used))
}

/// A count that says "more" where nobody counted on.
fn counted(count: u32) -> String {
    if count >= COUNTED_MAX { format!("{COUNTED_MAX}+") } else { count.to_string() }
}

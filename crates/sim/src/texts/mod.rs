//! What people write (文本生成): reports of every category, and the words of those who handle them.
//!
//! A template has slots in braces; [`matter`] fills them from the place and adds, now and then,
//! how it began and what is hoped for, so that lengths and words vary as real ones do.
//!
//! What is *not* here: a person's name or number. Nobody in these texts can be pointed at.
mod home;
mod hope;
mod notes;
mod outdoors;
mod service;

pub use notes::{explanation, handling, plan, praise_or_blame, refusal, root_cause};

use crate::district::GridKind;
use crate::names;
use crate::rng::Rng;

/// Where something is reported (事发地点), as addresses name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub street: String,
    pub community: String,
    pub kind: GridKind,
    pub estate: String,
    pub road: String,
}

/// A category's code, its group's code, and what is written under it.
type Category = (&'static str, &'static str, &'static [&'static str]);

/// All categories, in the order of the policy book.
pub fn categories() -> impl Iterator<Item = &'static Category> {
    [outdoors::CATEGORIES, home::CATEGORIES, service::CATEGORIES].into_iter().flatten()
}

/// The group (类别大类) of a category, itself for a group; `other` for an unknown code.
pub fn group_of(category: &str) -> &'static str {
    categories().find(|(code, ..)| *code == category).map_or("other", |&(_, group, _)| group)
}

/// A report of a category at a place, and the address to it. An unknown category reads as other.
pub fn matter(rng: &mut Rng, category: &str, place: &Site) -> (String, String) {
    let known = categories().find(|(code, ..)| *code == category);
    let (_, group, templates) = known.unwrap_or(&service::OTHER);
    let template = *rng.pick(templates);
    let slots = Slots::draw(rng, place);
    let mut text = String::new();
    if rng.chance(25) {
        let opening = *rng.pick(hope::OPENINGS);
        text.push_str(opening);
    }
    text.push_str(template);
    // Most say one thing; a few write a page.
    let more = *rng.weighted(&[(0, 60), (1, 25), (2, 10), (5, 5)]);
    let mut sentences = hope::more(group).to_vec();
    rng.shuffle(&mut sentences);
    sentences.iter().take(more).for_each(|sentence| text.push_str(sentence));
    if rng.chance(55) {
        let hope = *rng.pick(hope::HOPES);
        text.push_str(hope);
    }
    (slots.fill(&text), slots.address(template))
}

/// What the braces of a template stand for, drawn once: text and address agree.
struct Slots {
    values: Vec<(&'static str, String)>,
    site: String,
}

impl Slots {
    fn draw(rng: &mut Rng, place: &Site) -> Slots {
        let number = |rng: &mut Rng, range| rng.range(range).to_string();
        let time = format!("{}{}点", rng.pick(hope::DAYS), rng.pick(hope::HOURS));
        let values = vec![
            ("{estate}", place.estate.clone()),
            ("{road}", place.road.clone()),
            ("{door}", number(rng, 2..=268)),
            ("{building}", building(rng, place.kind)),
            ("{floor}", number(rng, 2..=18)),
            ("{time}", time),
            ("{days}", (*rng.pick(&["两", "三", "四", "五", "十来", "好几"])).to_owned()),
            ("{count}", (*rng.pick(&["两", "三", "四", "五", "七八", "十几"])).to_owned()),
            ("{shop}", (*rng.pick(names::SHOPS)).to_owned()),
            ("{side}", (*rng.pick(&["东侧", "西侧", "南侧", "北侧", "门口", "拐角处"])).to_owned()),
        ];
        Slots { values, site: format!("{}{}", place.street, place.community) }
    }

    fn fill(&self, template: &str) -> String {
        self.values
            .iter()
            .fold(template.to_owned(), |text, (slot, value)| text.replace(slot, value))
    }

    /// On a road the house number, elsewhere the estate and building.
    fn address(&self, template: &str) -> String {
        let form = match (template.contains("{road}"), template.contains("{building}")) {
            (true, _) => "{road}{door}号附近",
            (false, true) => "{estate}{building}",
            (false, false) => "{estate}{side}",
        };
        format!("{}{}", self.site, self.fill(form))
    }
}

fn building(rng: &mut Rng, kind: GridKind) -> String {
    match kind {
        GridKind::Residential => format!("{}号楼{}单元", rng.range(1..=28), rng.range(1..=4)),
        GridKind::Compound => format!("{}号楼", rng.range(1..=5)),
        GridKind::Building => (*rng.pick(&["A座", "B座", "C座", "主楼"])).to_owned(),
        GridKind::Organisation => format!("{}号办公楼", rng.range(1..=4)),
        GridKind::Market => format!("{}区", rng.pick(&["一", "二", "三", "东", "西"])),
    }
}

#[cfg(test)]
mod tests;

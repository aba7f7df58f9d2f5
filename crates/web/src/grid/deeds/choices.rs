//! What the forms of deeds offer to choose from (选项): posts by what they are to the matter.
use super::super::names::Names;
use crate::form::Choice;
use app::Policies;
use app::grid::matter::Page;
use app::message::Draft;
use base::{Date, PostId, UnitId};
use grid::reply::Gap;
use org::{Place, Role, UnitKind};

/// What a form knows of the matter and of the day.
pub struct Choices<'a> {
    pub names: &'a Names,
    pub page: &'a Page,
    pub policies: &'a Policies,
    pub today: Date,
    /// The template that was picked, by its code.
    pub picked: &'a str,
}

impl Choices<'_> {
    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.names.words.t(key).into_owned()
    }

    /// What the words to the reporter start from: the template that was picked, else the nearest.
    pub fn draft(&self) -> Option<Draft> {
        let mut drafts = self.drafts();
        let picked = drafts.iter().position(|draft| draft.code == self.picked).unwrap_or(0);
        (!drafts.is_empty()).then(|| drafts.swap_remove(picked))
    }

    /// What they may start from, by policy, the nearest first.
    pub fn drafts(&self) -> Vec<Draft> {
        let (words, matter) = (self.names.words, &self.page.matter);
        let say = |gap: Gap| match gap {
            Gap::ReportedOn => {
                let day = self.policies.day(matter.reported_at);
                Some(words.ta("draft-day", &[("month", day.month()), ("day", day.day())]))
            }
            Gap::Ending => {
                matter.ending.map(|it| words.tc("matter-ending", it.code()).into_owned())
            }
            _ => None,
        };
        app::message::drafts(self.policies, self.today, words.lang, matter, say)
    }

    /// Yes and no, each with its own words: `<family>-yes`, `<family>-no`.
    pub fn yes_no(&self, family: &str) -> Vec<Choice> {
        let choice = |code| Choice::new(code, self.names.words.tc(family, code));
        ["yes", "no"].map(choice).to_vec()
    }

    /// Who may handle it: the grid's team, its community and street, the department of its
    /// category, then the others. Posts without anybody there are left out.
    pub fn handlers(&self) -> Vec<PostId> {
        let place = self.page.matter.place;
        let mut posts = self.of_place(&place);
        let category = self.policies.rules.category(&self.page.matter.category, self.today);
        let code = category.map(|category| category.department).unwrap_or_default();
        posts.extend(self.names.directory.department_post(&code));
        posts.extend(self.departments());
        posts.extend(self.names.directory.last_resort());
        self.manned(posts)
    }

    /// The same without who holds it now.
    pub fn others(&self) -> Vec<PostId> {
        let holder = self.page.main().holder;
        self.handlers().into_iter().filter(|post| *post != holder).collect()
    }

    /// Posts above the holder that answer what is reported upward.
    pub fn above(&self) -> Vec<PostId> {
        const ANSWERS: [Role; 4] =
            [Role::Community, Role::Street, Role::Department, Role::District];
        let rank = |post| self.names.directory.post(post).and_then(|info| info.post.role.rank());
        let holder = rank(self.page.main().holder);
        let answers = |post: &PostId| {
            let role = self.names.directory.post(*post).map(|info| info.post.role);
            role.is_some_and(|role| ANSWERS.contains(&role)) && rank(*post) > holder
        };
        self.others().into_iter().filter(answers).collect()
    }

    /// A list that begins with a line for "none".
    pub fn with_none(&self, key: &str, choices: Vec<Choice>) -> Vec<Choice> {
        [Choice::new("", self.t(key))].into_iter().chain(choices).collect()
    }

    fn of_place(&self, place: &Place) -> Vec<PostId> {
        let directory = &self.names.directory;
        let units = [place.grid, place.community, place.street];
        let offices = place.street.map_or(&[][..], |street| directory.children(street));
        let offices = offices.iter().copied().filter(|unit| self.is(*unit, UnitKind::Office));
        let units = units.into_iter().flatten().chain(offices);
        units.flat_map(|unit| directory.posts_in(unit).iter().copied()).collect()
    }

    fn departments(&self) -> Vec<PostId> {
        let directory = &self.names.directory;
        let departments = directory.units(UnitKind::Department);
        let first = |unit: &org::Unit| directory.posts_in(unit.id).first().copied();
        departments.filter_map(first).collect()
    }

    fn is(&self, unit: UnitId, kind: UnitKind) -> bool {
        self.names.directory.unit(unit).is_some_and(|unit| unit.kind == kind)
    }

    fn manned(&self, posts: Vec<PostId>) -> Vec<PostId> {
        let mut kept = Vec::with_capacity(posts.len());
        for post in posts {
            let info = self.names.directory.post(post);
            let works = info.is_some_and(|info| info.post.role.is_business());
            if works && self.names.directory.acting(post).is_some() && !kept.contains(&post) {
                kept.push(post);
            }
        }
        kept
    }
}

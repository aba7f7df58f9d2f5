//! How units, posts, people and codes are called in the reader's language (名称).
use crate::form::Choice;
use crate::words::Words;
use app::Policies;
use app::org::Directory;
use base::{Date, Lang, PersonId, PostId, UnitId};
use grid::matter::Weight;
use grid::rules::{Attribute, Category, Ground, Named, RedactionReason};
use org::{Place, Unit};
use std::sync::Arc;

/// The names of a day (当日名称).
pub struct Names {
    pub words: Words,
    pub directory: Arc<Directory>,
    pub categories: Arc<Vec<Category>>,
    pub grounds: Vec<Ground>,
    pub attributes: Arc<Vec<Attribute>>,
    /// Reasons for a pause.
    pub pauses: Vec<Named>,
    /// Reasons for a redaction.
    pub redactions: Vec<RedactionReason>,
}

impl Names {
    /// A list that policy lacks on the day is empty: codes are shown instead.
    pub fn new(words: Words, policies: &Policies, directory: Arc<Directory>, day: Date) -> Names {
        let categories = policies.rules.categories(day).map(|cited| cited.value);
        let grounds = policies.rules.grounds(day).map(|cited| cited.value);
        let attributes = policies.rules.attributes(day).map(|cited| cited.value);
        let redactions = policies.rules.redaction(day).map(|cited| cited.value.reasons);
        let pauses = policies.rules.pause(day).map(|cited| cited.value.reasons);
        Names {
            words,
            directory,
            categories: categories.unwrap_or_default(),
            grounds: grounds.unwrap_or_default(),
            attributes: attributes.unwrap_or_default(),
            pauses: pauses.unwrap_or_default(),
            redactions: redactions.unwrap_or_default(),
        }
    }

    pub fn lang(&self) -> Lang {
        self.words.lang
    }

    /// "甲社区 · 网格长".
    pub fn post(&self, post: PostId) -> String {
        match self.directory.post(post) {
            Some(info) => {
                let title = self.lang().pick(&info.post.title_zh, &info.post.title_en);
                format!("{} · {title}", self.name(&info.unit))
            }
            None => self.words.t("matter-post-gone").into_owned(),
        }
    }

    /// The post with who acts for it today.
    pub fn post_with_person(&self, post: PostId) -> String {
        match self.directory.acting(post).and_then(|person| self.person(person)) {
            Some(person) => {
                self.words.ta("matter-post-of", &[("post", self.post(post)), ("person", person)])
            }
            None => self.post(post),
        }
    }

    /// Somebody with an appointment today.
    pub fn person(&self, person: PersonId) -> Option<String> {
        let person = self.directory.person(person)?;
        Some(self.lang().pick(&person.name_zh, &person.name_en).to_owned())
    }

    pub fn name<'u>(&self, unit: &'u Unit) -> &'u str {
        let lang = if unit.name_en.is_empty() { Lang::Zh } else { self.lang() };
        lang.pick(&unit.name_zh, &unit.name_en)
    }

    pub fn unit(&self, unit: UnitId) -> Option<String> {
        self.directory.unit(unit).map(|unit| self.name(unit).to_owned())
    }

    /// "甲社区 第1网格", the part from the community on where there is one; "甲社区第1网格" alone
    /// where the grid's name begins with the community's.
    pub fn place(&self, place: &Place) -> String {
        let parts: Vec<UnitId> = match place.community {
            Some(community) => [Some(community), place.grid].into_iter().flatten().collect(),
            None => place.street.into_iter().collect(),
        };
        let names: Vec<String> = parts.into_iter().filter_map(|unit| self.unit(unit)).collect();
        match names.as_slice() {
            [community, grid] if grid.starts_with(community.as_str()) => grid.clone(),
            _ => names.join(" "),
        }
    }

    pub fn category(&self, code: &str) -> String {
        let found = self.categories.iter().find(|category| category.code == code);
        found.map_or(code, |category| category.name(self.lang())).to_owned()
    }

    /// A question and an answer to it; codes where policy no longer asks it.
    pub fn answer(&self, attribute: &str, value: &str) -> (String, String) {
        let lang = self.lang();
        let Some(asked) = self.attributes.iter().find(|it| it.code == attribute) else {
            return (attribute.to_owned(), value.to_owned());
        };
        let chosen = asked.values.iter().find(|it| it.code == value);
        let value = chosen.map_or(value, |it| it.name(lang));
        (asked.name(lang).to_owned(), value.to_owned())
    }

    pub fn ground(&self, code: &str) -> String {
        let found = self.grounds.iter().find(|ground| ground.code == code);
        found.map_or(code, |ground| ground.name(self.lang())).to_owned()
    }

    /// Why a photo was redacted; the code where policy no longer has it.
    pub fn redaction(&self, code: &str) -> String {
        let found = self.redactions.iter().find(|reason| reason.code == code);
        found.map_or(code, |reason| reason.name(self.lang())).to_owned()
    }

    /// Every category for a list: a group, then the kinds within it.
    pub fn category_choices(&self) -> Vec<Choice> {
        let groups = self.categories.iter().filter(|category| category.parent.is_none());
        let mut choices = Vec::with_capacity(self.categories.len());
        for group in groups {
            choices.push(Choice::new(&group.code, group.name(self.lang())));
            let within = |kind: &&Category| kind.parent.as_deref() == Some(&group.code);
            for kind in self.categories.iter().filter(within) {
                let (group, kind_name) = (group.name(self.lang()), kind.name(self.lang()));
                choices.push(Choice::new(&kind.code, format!("{group} · {kind_name}")));
            }
        }
        choices
    }

    /// Posts for a list, each with its unit and who acts for it.
    pub fn post_choices(&self, posts: impl IntoIterator<Item = PostId>) -> Vec<Choice> {
        posts.into_iter().map(|post| Choice::new(post, self.post_with_person(post))).collect()
    }
}

/// The look of a weight.
pub fn weight_class(weight: Weight) -> &'static str {
    match weight {
        Weight::General => "badge",
        Weight::Major => "badge badge-bad",
        Weight::Complex => "badge badge-warn",
        Weight::Beyond => "badge badge-info",
    }
}

/// What can be read of a long text on one line of a list.
pub fn one_line(text: &str) -> String {
    const CHARACTERS: usize = 60;
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let short: String = line.chars().take(CHARACTERS).collect();
    if short.len() < line.len() { short + "…" } else { short }
}

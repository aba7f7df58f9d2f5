//! The menu (导航): what a reader may open at all, the most used first.
//!
//! An entry shows where [`org::reach`] finds anything in reach; the pages ask again for each thing.
use org::{Action, Who, reach};

/// One entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub href: &'static str,
    /// Words: `nav-…`.
    pub key: &'static str,
    pub icon: &'static str,
    /// This is the page, or one below it.
    pub is_here: bool,
    /// How many wait there; nothing where that says nothing.
    pub count: Option<u64>,
}

/// Action, address, words, icon; in the order of the menu.
const PLACES: &[(Action, &str, &str, &str)] = &[
    (Action::ListInbox, "/inbox", "nav-inbox", "inbox"),
    (Action::RecordMatter, "/matters/new", "nav-record", "plus"),
    (Action::ReadPatrol, "/patrol", "nav-patrol", "waypoints"),
    (Action::ReadMap, "/map", "nav-map", "map"),
    (Action::SearchMatters, "/matters", "nav-matters", "search"),
    (Action::ReadFigures, "/figures", "nav-figures", "chart-column"),
    (Action::ReadOrphans, "/orphans", "nav-orphans", "ghost"),
    (Action::ReadTeam, "/team", "nav-team", "users"),
    (Action::EditQuota, "/quotas", "nav-quotas", "table"),
    (Action::ListWorkers, "/workers", "nav-workers", "layers"),
    (Action::EditQuota, "/training", "nav-training", "calendar-days"),
    (Action::EditQuota, "/growth", "nav-growth", "waypoints"),
    (Action::ReadPayRuns, "/pay", "nav-pay", "file-text"),
    (Action::ReadAssessment, "/assessments", "nav-assessments", "scale"),
    (Action::ReadOrg, "/org", "nav-org", "network"),
    (Action::EditAccounts, "/accounts", "nav-accounts", "key-round"),
    (Action::EditKeys, "/keys", "nav-keys", "link"),
    (Action::ReadAudit, "/audit", "nav-audit", "scroll-text"),
    (Action::ReadSystem, "/system", "nav-system", "server"),
    (Action::ReadSystem, "/outbox", "nav-outbox", "send"),
];

/// What anybody finds.
const PUBLIC: &[(Action, &str, &str, &str)] = &[
    (Action::ReportMatter, "/report", "nav-report", "megaphone"),
    (Action::ReadBoard, "/board", "nav-board", "list-checks"),
    (Action::ReadMap, "/map", "nav-map", "map"),
    (Action::ReadPolicy, "/policy", "nav-policy", "book-open-text"),
];

/// The menu of this reader, seen from `path`.
pub fn menu(who: &Who, path: &str) -> Vec<Item> {
    let places = if who.person.is_some() { PLACES } else { PUBLIC };
    let may = places.iter().filter(|(action, ..)| !reach(who, *action).is_nothing());
    let mut items: Vec<Item> = may
        .map(|&(_, href, key, icon)| Item { href, key, icon, is_here: false, count: None })
        .collect();
    let below = |href: &str| {
        path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    };
    let here = items.iter().enumerate().filter(|(_, item)| below(item.href));
    if let Some((at, _)) = here.max_by_key(|(_, item)| item.href.len()) {
        items[at].is_here = true;
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use base::{Lang, PersonId, PostId, UnitId};
    use org::{Held, Place, Role};

    fn holding(role: Role) -> Who {
        let held = Held { post: PostId(1), role, unit: UnitId(1), path: Place::default() };
        Who { person: Some(PersonId(1)), posts: vec![held] }
    }

    #[test]
    fn every_entry_has_its_words_and_its_icon() {
        let icons = include_str!("../../../ui/icons.txt");
        for (_, href, key, icon) in PLACES.iter().chain(PUBLIC) {
            assert!(Words::new(Lang::Zh).has(key) && Words::new(Lang::En).has(key), "{href}");
            assert!(icons.lines().any(|line| line == *icon), "{href}");
        }
    }

    #[test]
    fn nobody_signed_in_sees_the_public_pages_only() {
        let hrefs: Vec<_> = menu(&Who::anyone(), "/").iter().map(|item| item.href).collect();
        assert_eq!(hrefs, ["/report", "/board", "/map", "/policy"]);
    }

    #[test]
    fn administrators_see_no_inbox() {
        for role in [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin] {
            let menu = menu(&holding(role), "/");
            assert!(menu.iter().all(|item| item.href != "/inbox"), "{role}");
        }
    }

    #[test]
    fn the_nearest_entry_above_a_page_is_marked() {
        for (path, href) in [
            ("/map?street=3", "/map"),
            ("/report/slip/7", "/report"),
            ("/reports", ""),
            ("/policy/grid.deadline.general", "/policy"),
        ] {
            let menu = menu(&Who::anyone(), path);
            let here: Vec<_> = menu.iter().filter(|item| item.is_here).map(|i| i.href).collect();
            assert_eq!(here.concat(), href, "{path}");
        }
    }
}

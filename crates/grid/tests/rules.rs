//! The rules as shipped, and what is refused of broken ones. A new case is one row.
use base::calendar::ClockKind;
use grid::Rules;
use grid::matter::{Sort, Weight};
use grid::procedure;
use jiff::civil::{Date, date};
use org::Role;
use policy::{Book, Missing, PolicyFile, shipped};

const DAY: Date = date(2026, 3, 1);

fn book(overlay: &str) -> Book {
    Book::load(&shipped(), &[PolicyFile::new("own.toml", overlay)]).expect("it is sound as a file")
}

fn rules() -> Rules {
    Rules::load(&book("")).unwrap_or_else(|findings| panic!("{findings:#?}"))
}

#[test]
fn the_four_weights_have_the_times_and_stops_of_the_summary() {
    for (weight, minutes, clock, stop) in [
        (Weight::General, 60, ClockKind::Duty, "solved"),
        (Weight::Major, 24 * 60, ClockKind::Natural, "solved"),
        (Weight::Complex, 7 * 24 * 60, ClockKind::Natural, "planned"),
        (Weight::Beyond, 7 * 24 * 60, ClockKind::Natural, "reported_up"),
    ] {
        let cited = rules().deadline(weight, DAY).unwrap();
        let got = (cited.value.minutes, cited.value.clock, cited.value.stop.as_str());
        assert_eq!(got, (minutes, clock, stop), "{weight}");
        assert_eq!(cited.basis.to_string(), format!("grid.deadline.{weight}@2020-01-01"));
    }
}

#[test]
fn every_step_of_every_procedure_has_a_time() {
    for procedure in procedure::ALL {
        for step in procedure.steps {
            let limit = rules().leg(step.code, DAY).expect(step.code);
            assert!(limit.minutes > 0 && limit.basis.key.starts_with("grid.leg."), "{limit:?}");
        }
    }
    let missing = rules().leg("nap", DAY).unwrap_err();
    assert_eq!(missing, Missing::UnknownKey { key: "grid.leg.nap".into() });
}

#[test]
fn a_day_before_the_first_version_has_no_value_rather_than_a_later_one() {
    let early = date(2019, 12, 31);
    let rules = rules();
    assert!(matches!(rules.returns(early), Err(Missing::TooEarly { .. })));
    assert_eq!(rules.category("litter", early), None);
    assert!(rules.category("litter", DAY).is_some());
    assert_eq!(rules.category("no such", DAY), None);
}

#[test]
fn every_value_is_read_as_it_stands_in_the_files() {
    let rules = rules();
    let returns = rules.returns(DAY).unwrap().value;
    assert_eq!((returns.window_percent, returns.max), (25, 2));
    let extension = rules.extension(DAY).unwrap().value;
    let got = (extension.before_percent, extension.max_times, extension.max_percent);
    assert_eq!(got, (75, 1, 100));
    let pause = rules.pause(DAY).unwrap().value;
    assert_eq!((pause.rule.max_days, pause.reasons.len()), (30, 5));
    assert_eq!(rules.reopen_days(DAY).unwrap().value, 15);
    assert_eq!(rules.rate_days(DAY).unwrap().value, 15);
    let appeal = rules.appeal(DAY).unwrap().value;
    assert_eq!((appeal.days, appeal.times), (5, 1));
    let duplicate = rules.duplicate(DAY).unwrap().value;
    assert_eq!((duplicate.metres, duplicate.days), (50.0, 30));
    let recurrence = rules.recurrence(DAY).unwrap().value;
    assert_eq!((recurrence.times, recurrence.days, recurrence.metres), (3, 90, 30.0));
    let ladder = rules.ladder(DAY).unwrap().value;
    assert_eq!((ladder[0], ladder.len()), (Role::GridWorker, 5));
    assert_eq!(rules.contact_retention_days(DAY).unwrap().value, 30);
    assert_eq!(rules.place_metres(DAY).unwrap().value, 100.0);
    assert_eq!(rules.photo_limits(DAY).unwrap().value.max_per_matter, 6);
    let alert = rules.alert(DAY).unwrap().value;
    assert_eq!((alert.confirm_hours, alert.keep_days, alert.at_most), (48, 180, 3));
    let redaction = rules.redaction(DAY).unwrap().value;
    assert_eq!(redaction.original_days, 30);
    assert!(redaction.reasons.iter().any(|reason| reason.erases));
    assert_eq!(rules.password_min_chars(DAY).unwrap().value, 10);
    assert_eq!(rules.lockout(DAY).unwrap().value.tries, 5);
    assert_eq!(rules.session(DAY).unwrap().value.hours, 12);
}

#[test]
fn the_lists_have_the_numbers_that_people_count() {
    let rules = rules();
    let categories = rules.categories(DAY).unwrap().value;
    assert_eq!(categories.iter().filter(|category| category.parent.is_none()).count(), 8);
    assert_eq!(rules.legacy_kinds(DAY).unwrap().value.len(), 8);
    assert_eq!(rules.work_kinds(DAY).unwrap().value.len(), 10);
    assert_eq!(rules.duties(DAY).unwrap().value.len(), 7);
    assert_eq!(rules.grid_kinds(DAY).unwrap().value.len(), 5);
    assert!(rules.departments(DAY).unwrap().value.len() > 10);
    for &sort in Sort::ALL {
        let grounds = rules.grounds(DAY).unwrap().value;
        assert!(grounds.iter().any(|ground| ground.sort == sort), "{sort}");
    }
    let gas = rules.category("gas", DAY).unwrap();
    assert!(gas.stop(base::Lang::En).unwrap().contains("119"));
    assert_eq!(gas.name(base::Lang::Zh), "燃气气味或泄漏");
    let estate = &rules.grid_kinds(DAY).unwrap().value[0];
    assert!(estate.fits(300) && estate.fits(500) && !estate.fits(299) && !estate.fits(501));
}

#[test]
fn a_districts_own_value_holds_from_its_day_on() {
    let own = "[[grid.reopen]]\nsince = 2026-04-01\nsource = 'proposal#重办'\ndays = 30\n";
    let rules = Rules::load(&book(own)).unwrap();
    assert_eq!(rules.reopen_days(date(2026, 3, 31)).unwrap().value, 15);
    let cited = rules.reopen_days(date(2026, 4, 1)).unwrap();
    assert_eq!((cited.value, cited.basis.to_string()), (30, "grid.reopen@2026-04-01".into()));
}

#[test]
fn a_district_sets_its_own_rhythm_of_patrols() {
    let own = "[[grid.patrol.risks]]\nsince = 2026-04-01\nsource = 'proposal#巡查'\n\
               list = [{ code = 'flood', zh = '内涝点', en = 'Flooding', every_days = 2, \
               workdays_only = false, opens = ['07:00'], window_minutes = 90, own_minutes = 30 }]\n";
    let rules = Rules::load(&book(own)).unwrap();
    assert_eq!(rules.patrol_risks(date(2026, 3, 31)).unwrap().value.len(), 4);
    let risks = rules.patrol_risks(date(2026, 4, 1)).unwrap().value;
    assert_eq!((risks.len(), risks[0].every_days), (1, 2));
    assert_eq!(rules.patrol_visit(DAY).unwrap().value.late_hours, 72);
    assert_eq!(rules.patrol_reasons(DAY).unwrap().value.len(), 5);
    assert_eq!(rules.patrol_retention_days(DAY).unwrap().value, 365);
}

/// A version of the district's own, its fields from the fourth line on.
fn own(key: &str, fields: &str) -> String {
    format!("[[{key}]]\nsince = 2026-01-01\nsource = 'proposal#x'\n{fields}\n")
}

#[track_caller]
fn check(key: &str, fields: &str, expected: &str) {
    let findings = Rules::load(&book(&own(key, fields))).expect_err(expected);
    let got: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert_eq!(got, [format!("own.toml:{expected}")], "{key}\n{fields}");
}

#[test]
fn a_value_that_cannot_be_is_refused_with_its_file_line_and_key() {
    for (key, fields, expected) in [
        (
            "grid.return",
            "max = 2\nwindow_percent = 101",
            "5: grid.return: 101 is not from 0 to 100",
        ),
        ("grid.return", "window_percent = 10", "1: grid.return: missing field `max`"),
        (
            "grid.reopen",
            "days = 3\nhours = 2",
            "5: grid.reopen: a field that nothing reads: `hours`, expected `days`",
        ),
        ("grid.reopen", "days = -1", "4: grid.reopen: -1 is not from 0 to 3660"),
        (
            "grid.deadline.general",
            "minutes = 0\nclock = 'duty'\nstop = 'solved'",
            "4: grid.deadline.general: 0 is not from 1 to 5270400",
        ),
        (
            "grid.deadline.general",
            "minutes = 60\nclock = 'duty'\nstop = 'answered'",
            "6: grid.deadline.general: `answered` stops no clock: solved, planned, reported_up",
        ),
        (
            "grid.leg.sort",
            "minutes = 60\nclock = 'lunch'",
            "5: grid.leg.sort: `lunch` is no clock: natural, duty or working",
        ),
        ("privacy.place", "metres = 0", "4: privacy.place: 0 is not from 0 to 10000"),
        ("security.password", "min_chars = 4", "4: security.password: 4 is not from 8 to 128"),
    ] {
        check(key, fields, expected);
    }
}

#[test]
fn a_list_that_does_not_fit_the_other_values_is_refused() {
    let category = "code = 'a', zh = '甲', en = 'A', visible = true, \
                    weight = 'general', sort = 'own'";
    let risk = "code = 'a', zh = '甲', en = 'A', every_days = 1, workdays_only = true, \
                window_minutes = 60, own_minutes = 60";
    let ground = "zh = '甲', en = 'A', clause = 'summary#二(三)'";
    for (key, fields, expected) in [
        (
            "grid.escalation",
            "ladder = ['street', 'community']",
            "1: grid.escalation: a ladder names roles that work on matters, each above the last",
        ),
        (
            "grid.escalation",
            "ladder = ['auditor']",
            "1: grid.escalation: a ladder names roles that work on matters, each above the last",
        ),
        (
            "grid.duties",
            "list = [{ code = 'a', zh = '甲', en = 'A' }, { code = 'a', zh = '乙', en = 'B' }]",
            "1: grid.duties: the code `a` appears twice",
        ),
        (
            "grid.duties",
            "list = [{ code = 'A b', zh = '甲', en = 'A' }]",
            "1: grid.duties: `A b` is no code: a-z, 0-9 and _, up to 40",
        ),
        (
            "grid.duties",
            "list = [{ code = 'a', zh = ' ', en = 'A' }]",
            "1: grid.duties: `a` has no name, or one over 100 characters",
        ),
        ("grid.duties", "list = []", "1: grid.duties: 0 items, a list has 1 to 500"),
        (
            "grid.categories",
            &format!("list = [{{ {category}, department = 'moon' }}]"),
            "1: grid.categories: `a` names `moon`, which is not in grid.departments \
             on all its days",
        ),
        (
            "grid.categories",
            &format!("list = [{{ {category}, department = '', parent = 'b' }}]"),
            "1: grid.categories: `a` stands in no group `b`",
        ),
        (
            "grid.categories",
            &format!("list = [{{ {category}, department = '', stop_zh = '拨打119' }}]"),
            "1: grid.categories: `a` warns in one language only",
        ),
        (
            "grid.grounds",
            &format!(
                "list = [{{ code = 'a', sort = 'own', {ground} }}, \
                 {{ code = 'b', sort = 'public', {ground} }}]"
            ),
            "1: grid.grounds: no ground for `shared`",
        ),
        (
            "grid.kinds",
            "list = [{ code = 'a', zh = '甲', en = 'A', min_households = 9, max_households = 5, \
             staff = ['grid_leader'] }]",
            "1: grid.kinds: `a` has 9 to 5 households",
        ),
        (
            "grid.patrol.risks",
            &format!("list = [{{ {risk}, opens = ['16:30', '09:00'] }}]"),
            "1: grid.patrol.risks: `a` opens 1 to 12 times a day, one after another",
        ),
        (
            "grid.patrol.weigh",
            "seasons = [{ code = 'a', zh = '甲', en = 'A', first = '02-29', last = '03-01', \
             works = [], risk = 'high' }]\ngroups = []",
            "4: grid.patrol.weigh: `02-29` is no day of a year such as `06-01`",
        ),
        (
            "grid.patrol.weigh",
            "seasons = []\ngroups = ['dragons']",
            "1: grid.patrol.weigh: `dragons` is no category",
        ),
        (
            "grid.patrol.visit",
            "grace_minutes = 30\nlate_hours = 0\nexplain_days = 3\nclock_ahead_minutes = 2",
            "5: grid.patrol.visit: 0 is not from 1 to 720",
        ),
        (
            "grid.day_record",
            "deeds = [{ noun = 'matter', what = 'handled', duty = 'nap' }]\nworks = []",
            "1: grid.day_record: `nap` is no duty",
        ),
        (
            "grid.day_record",
            "deeds = []\nworks = [{ group = '', work_kind = 'nap' }]",
            "1: grid.day_record: `nap` is no kind of work",
        ),
        ("grid.retrun", "max = 2", "1: grid.retrun: a field that nothing reads: `grid.retrun`"),
    ] {
        check(key, fields, expected);
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let text = own("grid.reopen", "days = -1")
        + &own("grid.rate", "days = -2")
        + &own("privacy.photo", "edge = 0");
    assert_eq!(Rules::load(&book(&text)).unwrap_err().len(), 3);
}

#[test]
fn a_department_that_ends_takes_no_category_with_it_in_silence() {
    let text = own("grid.departments", "list = [{ code = 'other', zh = '他', en = 'Other' }]");
    let findings = Rules::load(&book(&text)).unwrap_err();
    assert!(findings.iter().all(|finding| finding.key == "grid.categories"), "{findings:?}");
    assert!(findings.iter().any(|finding| finding.to_string().contains("`litter` names")));
}

#[test]
fn without_a_key_there_are_no_rules() {
    let files: Vec<PolicyFile> =
        shipped().into_iter().filter(|file| !file.name.ends_with("leg.toml")).collect();
    let findings = Rules::load(&Book::load(&files, &[]).unwrap()).unwrap_err();
    assert_eq!(findings.len(), 8);
    assert!(findings[0].to_string().contains("grid.leg.assess"), "{}", findings[0]);
}

#[test]
fn an_unknown_placeholder_is_refused_with_file_key_and_line() {
    let reply = |category: &str, text: &str| {
        format!(
            "[[message.reply]]\nsince = 2026-01-01\nsource = \"proposal#消息\"\nlist = [\n\
             {{ code = \"a\", state = \"solved\", category = \"{category}\", zh = \"a\", en = \"a\",\n\
             text_zh = \"好了\",\n text_en = \"{text}\" }},\n]\n"
        )
    };
    assert!(Rules::load(&book(&reply("facility", "{number} is done"))).is_ok());
    let said = |overlay: &str| {
        let findings = Rules::load(&book(overlay)).unwrap_err();
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let refused = said(&reply("facility", "{nmae} is done"));
    assert!(refused.starts_with("own.toml:7: message.reply: "), "{refused}");
    assert!(refused.contains("`{nmae}`") && refused.contains("reported_on"), "{refused}");
    let refused = said(&reply("no_such", "done"));
    assert!(refused.contains("`a` is for no category of ours"), "{refused}");
}

#[test]
fn a_stopper_of_no_category_or_without_a_number_is_refused() {
    let row = |fields: &str| {
        format!(
            "list = [{{ code = 'a', mode = 'stop', {fields}, zh = '甲', en = 'A', text_zh = '请打电话', text_en = 'Call' }}]"
        )
    };
    for (fields, expected) in [
        ("call = '119', categories = ['fyre']", "`a` is about no category of ours: `fyre`"),
        ("call = '119'", "`a` stops everything: it names neither categories nor words"),
        ("call = 'us', words = ['着火了']", "`a` names no number to call: `us`"),
        ("call = '119', words = ['火']", "`a` has a word of less than 2 characters"),
    ] {
        let findings = Rules::load(&book(&own("grid.stopper", &row(fields)))).expect_err(expected);
        let got: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(got.len() == 1 && got[0].contains(expected), "{got:?}");
    }
    let fits = row("call = '96119', words = ['着火了']");
    assert!(Rules::load(&book(&own("grid.stopper", &fits))).is_ok());
}

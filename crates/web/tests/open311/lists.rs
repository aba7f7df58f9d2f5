//! Lists: page by page, how far back, and how what has ended ended.
use super::*;

#[test]
fn pages_show_each_row_once_while_rows_come_in() {
    let fresh = Fresh::sqlite();
    pages_show_each_row_once(&fresh);
    let Some(fresh) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    pages_show_each_row_once(&fresh);
}

fn pages_show_each_row_once(fresh: &Fresh) {
    let town = Town::found(fresh);
    let client = Client::of(&town);
    let report = || town.resident_reports("litter", "垃圾").0.number;
    let before: BTreeSet<String> = (0..25)
        .map(|_| {
            town.clock.advance(1);
            report()
        })
        .collect();
    let numbers = |list: &Value| -> Vec<String> {
        let rows = list.as_array().unwrap().iter();
        rows.map(|row| row["service_request_id"].as_str().unwrap().to_owned()).collect()
    };
    for start in [
        "requests.json?page_size=7",
        "requests.json?page_size=7&updated_after=2026-03-01T00:00:00Z",
    ] {
        let mut seen: Vec<String> = Vec::new();
        let mut path = start.to_owned();
        loop {
            let got = client.get(&path);
            assert_eq!(got.status, 200, "{}", got.text);
            seen.extend(numbers(&got.json()));
            town.clock.advance(1);
            report();
            let link = got.header("link");
            let Some(rest) = link.strip_prefix("<http://city.example/open311/v2/") else { break };
            assert!(rest.ends_with("; rel=\"next\""), "{link}");
            path = rest.split('>').next().unwrap().to_owned();
        }
        let once: BTreeSet<String> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "none twice");
        assert!(before.is_subset(&once), "none left out");
    }
    // Numbered pages with a fixed end do the same.
    let end = "end_date=2026-03-02T02:25:00Z";
    let mut seen = Vec::new();
    for page in 1..=4 {
        report();
        seen.extend(numbers(&client.both(&format!("requests?page={page}&page_size=7&{end}"))));
    }
    assert_eq!(seen.len(), 25);
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), before);
}

#[test]
fn a_list_goes_ninety_days_back_and_gives_a_thousand_at_most() {
    let (_fresh, town, client) = open();
    let old = town.resident_reports("litter", "旧").0.number;
    const MINUTES_PER_DAY: i64 = 24 * 60;
    town.clock.advance(91 * MINUTES_PER_DAY);
    let serials: Vec<i64> =
        (0..1001).map(|_| town.app.serial_now(town::day("2026-06-01")).unwrap()).collect();
    let new = town.new_report(Source::Resident, "litter", "新");
    town.app
        .write_now(move |cx| {
            for serial in &serials {
                let report = matter::NewReport { serial: *serial, ..new.clone() };
                matter::report(cx, &matter::Asker::default(), &report)?;
            }
            Ok(())
        })
        .unwrap();
    let got = client.get("requests.json");
    let rows = got.json();
    assert_eq!(rows.as_array().unwrap().len(), 1000);
    assert!(!got.text.contains(&old), "older than ninety days");
    assert!(got.header("link").contains("before="), "and a way on");
    rows.as_array().unwrap().iter().for_each(|row| held(row, REQUEST));
    let range =
        client.both("requests?start_date=2026-03-01T00:00:00Z&end_date=2026-03-03T00:00:00Z");
    assert_eq!(range[0]["service_request_id"], old.as_str());
    let ids =
        client.both(&format!("requests?service_request_id={old},nothing&status=closed&page=9"));
    assert_eq!(ids.as_array().unwrap().len(), 1, "numbers override every other argument");
    let repeated = client.both("requests?service_code=litter&service_code=road&status=closed");
    assert_eq!(repeated, serde_json::json!([]));
    let many = vec!["x"; 1001].iter().zip(0..).map(|(x, n)| format!("{x}{n}")).collect::<Vec<_>>();
    let got = client.get(&format!("requests.json?service_request_id={}", many.join(",")));
    assert_eq!(got.status, 400);
}

#[test]
fn what_has_ended_says_honestly_how() {
    let fresh = Fresh::sqlite();
    says_honestly_how_it_ended(&fresh);
    let Some(fresh) = Fresh::postgres() else { return eprintln!("PostgreSQL is left out") };
    says_honestly_how_it_ended(&fresh);
}

fn says_honestly_how_it_ended(fresh: &Fresh) {
    let town = Town::found(fresh);
    let client = Client::of(&town);
    let cannot = reported(&client, RIGHT);
    let duplicate = reported(&client, RIGHT);
    let opened = client.both(&format!("requests/{cannot}"));
    assert_eq!(
        (&opened[0]["status"], &opened[0]["status_notes"]),
        (&"open".into(), &"正在判断轻重".into())
    );
    assert!(opened[0]["expected_datetime"].is_string());
    let (id, merged) = (id_of(&town, &cannot), id_of(&town, &duplicate));
    town.act(town.leader, move |cx, asker| matter::merge(cx, asker, merged, id, &words("同一件")))
        .unwrap();
    town.clock.advance(5);
    close(&town, id, Ending::Cannot);
    let closed = client.both(&format!("requests/{cannot}"));
    held(&closed[0], REQUEST);
    assert_eq!(closed[0]["status"], "closed");
    assert!(closed[0]["status_notes"].as_str().unwrap().contains("没有解决"), "{closed}");
    assert_eq!(closed[0]["updated_datetime"], "2026-03-02T10:05:00+08:00");
    assert!(closed[0]["expected_datetime"].is_null());
    let same = client.both(&format!("requests/{duplicate}"));
    assert_eq!(same[0]["status"], "closed");
    assert!(same[0]["status_notes"].as_str().unwrap().contains(&cannot));
    let english = client.ask(
        Request::get(format!("/open311/v2/requests/{cannot}.xml")).header("accept-language", "en"),
        Body::empty(),
    );
    assert!(english.text.contains("Closed without being solved"), "{}", english.text);
    assert_eq!(client.both("requests?status=open"), serde_json::json!([]));
    assert_eq!(client.both("requests?status=closed").as_array().unwrap().len(), 2);
    let changed = client.both("requests?updated_after=2026-03-02T02:04:00Z");
    assert_eq!(changed.as_array().unwrap().len(), 1);
    let updates = client.both("servicerequestupdates?start_date=2026-03-02T02:00:00Z");
    for update in updates.as_array().unwrap() {
        held(
            update,
            &[
                ("update_id", Is::Text),
                ("service_request_id", Is::Text),
                ("status", Is::Text),
                ("updated_datetime", Is::Moment),
                ("description", Is::Text),
                ("media_url", Is::Null),
            ],
        );
    }
    for number in [&cannot, &duplicate] {
        notes_say_what_the_updates_say(&client, number, &updates);
    }
    let last = updates.as_array().unwrap().last().unwrap();
    assert_eq!((&last["status"], &last["service_request_id"]), (&"closed".into(), &cannot.into()));
    assert!(last["description"].as_str().unwrap().contains("没有解决"));
}

fn notes_say_what_the_updates_say(client: &Client, number: &str, updates: &Value) {
    let extended = client.both(&format!("requests?service_request_id={number}&extensions=true"));
    let notes = extended[0]["notes"].as_array().expect("a list").clone();
    notes.iter().for_each(|note| {
        held(note, &[("datetime", Is::Moment), ("description", Is::Text), ("type", Is::Text)]);
    });
    let updates = updates.as_array().unwrap().iter();
    let mine = updates.filter(|update| update["service_request_id"] == number);
    let told = |it: &Value, at: &str| (it[at].clone(), it["description"].clone());
    let mine: Vec<_> = mine.map(|update| told(update, "updated_datetime")).collect();
    let noted: Vec<_> = notes.iter().map(|note| told(note, "datetime")).collect();
    assert!(noted.len() > 1 && noted == mine, "{noted:?} {mine:?}");
    assert_eq!(notes[0]["type"], "reported");
    assert!(client.both(&format!("requests/{number}"))[0].get("notes").is_none(), "unasked");
}

/// Takes a matter through the loop to its end.
fn close(town: &Town, id: MatterId, ending: Ending) {
    town.act(town.leader, move |cx, asker| {
        let triage = Triage {
            category: "street_light".into(),
            weight: Weight::General,
            sort: Sort::Public,
            ground: "public_asset".into(),
            reason: None,
            assign: Some(town_post(cx)),
        };
        matter::triage(cx, asker, id, &triage)
    })
    .unwrap();
    let solve = Solve { ending, words: words("不在权限内"), basis: Some(clause("第三条")) };
    town.act(town.worker, move |cx, asker| matter::solve(cx, asker, id, &solve)).unwrap();
    town.act(town.community, move |cx, asker| matter::check(cx, asker, id, true, &words("属实")))
        .unwrap();
    let (holder, step) = town.holder(id);
    assert_eq!(step, "feedback");
    let staff = [town.worker, town.leader, town.community].into_iter().find(|it| it.post == holder);
    town.act(staff.unwrap(), move |cx, asker| matter::feedback(cx, asker, id, &words("已告知")))
        .unwrap();
}

fn town_post(cx: &mut app::Cx<'_, '_>) -> base::PostId {
    let directory = cx.directory().unwrap();
    let worker = directory.posts().find(|info| info.post.role == org::Role::GridWorker);
    worker.unwrap().post.id
}

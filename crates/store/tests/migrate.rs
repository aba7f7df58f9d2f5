//! A database of any earlier schema comes forward with its rows, and to the same schema as a new
//! one, on both engines. The rows are of the first schema: a step that cannot carry them is found.
use store::copy::{About, Ending, Source, Table, Taker, fill, take};
use store::testing::{Fresh, on_each_engine};
use store::{Db, Failed, Hash, Place, Value, upgrade};

/// A district in little, as the first schema has it: one row and more of every table.
const FIRST: &str = "
    INSERT INTO setting (name, value) VALUES ('audit.hash', 'sha256');
    INSERT INTO counter (scope, next) VALUES ('number.2025', 3);
    INSERT INTO unit (id, kind, parent, name_zh, name_en, code, since) VALUES
        (1, 'district', NULL, '试区', 'District', 'D', '2020-01-01'),
        (2, 'street', 1, '东街', 'East', 'S1', '2020-01-01'),
        (3, 'community', 2, '甲社区', 'First', 'C1', '2020-01-01'),
        (4, 'grid', 3, '第一网格', 'Grid 1', 'G1', '2020-01-01');
    INSERT INTO person (id, name_zh, name_en) VALUES (10, '网格员', 'Worker');
    INSERT INTO post (id, unit, role, title_zh, title_en) VALUES
        (20, 4, 'grid_worker', '网格员', 'Worker');
    INSERT INTO appointment (id, post, person, since, order_no, deputy_rank) VALUES
        (30, 20, 10, '2020-01-01', '试〔2020〕1号', 0);
    INSERT INTO absence (id, person, since, until) VALUES (31, 10, '2020-02-01', '2020-02-03');
    INSERT INTO account (id, person, login, password) VALUES (40, 10, 'worker', 'x');
    INSERT INTO login_try (login, tries, last_at) VALUES (#, 2, 5);
    INSERT INTO grid (unit, since, kind, households, party_form, party_name, shape) VALUES
        (4, '2020-01-01', 'residential', 400, 'group', '党小组', '{}');
    INSERT INTO grid_alias (unit, legacy_kind, code) VALUES (4, 'city', 'A-1');
    INSERT INTO grid_work (post, work_kind) VALUES (20, 'patrol');
    INSERT INTO grid_head (unit, since, person) VALUES (4, '2020-01-01', 10);
    INSERT INTO matter (id, number, source, category, weight, sort, body, address, lon, lat, cell,
        grid, community, street, reported_at, visible, ending, ended_at, version) VALUES
        (50, '2025-1', 'resident', 'street_light', 'general', 'public', '路灯不亮', '三号楼',
         120.5, 30.5, 7, 4, 3, 2, 1750000000000000, 1, NULL, NULL, 1),
        (51, '2025-2', 'resident', 'street_light', 'general', 'public', '又不亮', '', NULL, NULL,
         NULL, NULL, 3, 2, 1750000000000001, 1, 'solved', 1750000000000009, 2);
    INSERT INTO touch (post, matter) VALUES (20, 50);
    INSERT INTO contact (matter, sealed, erase_on) VALUES (50, #, NULL), (51, #, '2026-01-01');
    INSERT INTO photo (id, matter, jpeg, width, height, made_at) VALUES (60, 50, #, 1, 1, 6);
    INSERT INTO rating (matter, at, stars, says, words) VALUES (51, 7, 5, 'solved', '好');
    INSERT INTO relay (id, procedure, subject, step, holder, leg, leg_since, due, returns,
        extensions, escalated, ended_at, how, version) VALUES
        (50, 'matter', 50, 'handle', 20, 1, 1750000000000000, 1750000600000000, 0, 0, 0, NULL,
         NULL, 1),
        (51, 'matter', 51, 'feedback', 20, 1, 1750000000000001, 1750000600000001, 0, 0, 0,
         1750000000000009, 'told', 2);
    INSERT INTO leg (relay, no, step, holder, since, overdue) VALUES
        (50, 1, 'handle', 20, 1750000000000000, 0), (51, 1, 'feedback', 20, 1750000000000001, 0);
    INSERT INTO extension (relay, asked_at, asked_by, minutes, reason) VALUES (50, 8, 10, 60, '雨');
    INSERT INTO idempotency (who, name, body, status, answer, made_at) VALUES
        ('person', 'a', #, 201, #, 9);
    ";

/// Tables of history: a chain of rows by hand would be no chain.
const EMPTY: &[&str] = &["event", "seal", "unsealed"];

/// What bytes are written as on an engine.
fn first(fresh: &Fresh) -> String {
    FIRST.replace(
        '#',
        match fresh.place {
            Place::File(_) => "x'0102'",
            Place::Server(_) => "'\\x0102'::bytea",
        },
    )
}

#[test]
fn rows_of_the_first_schema_come_forward_through_every_step() {
    let latest = latest();
    for made in 1..=latest {
        on_each_engine(|fresh| {
            fresh.make_at(1);
            fresh.tamper(&first(fresh)).unwrap();
            let before = rows(&fresh.place);
            // Once step by step, as somebody who takes every release; the rest at the opening.
            (2..=made).for_each(|version| fresh.make_at(version));
            drop(Db::open(&fresh.place, Hash::Sha256).unwrap_or_else(|e| panic!("{made}: {e}")));
            let after = rows(&fresh.place);
            for (table, were) in &before {
                assert!(*were > 0 || EMPTY.contains(&table.as_str()), "the rows lack {table}");
                let are = count(&after, table);
                assert!(are >= Some(*were), "{table}: {were} rows, then {are:?}");
            }
            let look = upgrade::look(&fresh.place).unwrap();
            assert_eq!((look.here, look.steps.len()), (latest, 0));
        });
    }
}

#[test]
fn a_database_brought_forward_has_the_schema_of_a_new_one() {
    let latest = latest();
    for made in 1..=latest {
        let (old, new) = (Fresh::sqlite(), Fresh::sqlite());
        old.make_at(made);
        drop((old.open(), new.open()));
        assert_eq!(schema(&old), schema(&new), "from version {made}");
        let (Some(old), Some(new)) = (Fresh::postgres(), Fresh::postgres()) else { continue };
        old.make_at(made);
        drop((old.open(), new.open()));
        assert_eq!(schema(&old), schema(&new), "from version {made}");
    }
}

#[test]
fn a_look_says_what_would_be_done_and_does_nothing() {
    let latest = latest();
    on_each_engine(|fresh| {
        fresh.make_at(1);
        fresh.tamper(&first(fresh)).unwrap();
        for made in 1..=latest {
            fresh.make_at(made);
            let look = upgrade::look(&fresh.place).unwrap();
            let todo = look.steps.len() as i64;
            assert_eq!((look.here, look.known, todo), (made, latest, latest - made));
            assert!(look.steps.iter().all(|(_, what)| what.len() > 10), "{:?}", look.steps);
            assert_eq!(look.sealed, Some(vec![1, 2]));
            assert!(look.bytes > 4096);
            assert_eq!(upgrade::look(&fresh.place).unwrap(), look, "and did nothing");
        }
    });
    let nowhere = Place::File("/nonexistent/jieli.db".into());
    assert!(upgrade::look(&nowhere).is_err());
}

#[test]
fn a_copy_of_an_earlier_schema_is_filled_and_brought_forward() {
    let latest = latest();
    on_each_engine(|fresh| {
        fresh.make_at(1);
        fresh.tamper(&first(fresh)).unwrap();
        for made in 1..=latest {
            fresh.make_at(made);
            for to in [Some(Fresh::sqlite()), Fresh::postgres()].into_iter().flatten() {
                fill(&to.place, &mut Kept::of(&fresh.place)).unwrap();
                assert_eq!(upgrade::look(&to.place).unwrap().here, latest, "from {made}");
                assert_eq!(count(&rows(&to.place), "matter"), Some(2), "from {made}");
                assert_eq!(schema(&to), schema(&opened_like(&to)), "from {made}");
            }
        }
    });
}

fn opened_like(other: &Fresh) -> Fresh {
    let fresh = match other.place {
        Place::File(_) => Fresh::sqlite(),
        Place::Server(_) => Fresh::postgres().unwrap(),
    };
    drop(fresh.open());
    fresh
}

fn latest() -> i64 {
    let fresh = Fresh::sqlite();
    drop(fresh.open());
    upgrade::look(&fresh.place).unwrap().here
}

/// What the schema consists of, in words of the engine.
fn schema(fresh: &Fresh) -> Vec<String> {
    const SQLITE: &str = "
        SELECT COALESCE(sql, name) FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
    const POSTGRES: &str = "
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
            || COALESCE(column_default, '') AS it
        FROM information_schema.columns WHERE table_schema = current_schema()
        UNION ALL
        SELECT tablename || ' ' || replace(indexdef, current_schema() || '.', '')
        FROM pg_indexes WHERE schemaname = current_schema()
        UNION ALL
        SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = current_schema()::regnamespace
        ORDER BY 1";
    let db = fresh.open();
    let sql = match db.engine() {
        store::Engine::Sqlite => SQLITE,
        store::Engine::Postgres => POSTGRES,
    };
    db.read_now(move |tx| tx.all::<String>(sql, &[], |row| row.get(0))).unwrap()
}

fn count(rows: &[(String, u64)], table: &str) -> Option<u64> {
    rows.iter().find(|(name, _)| name == table).map(|(_, rows)| *rows)
}

/// How many rows each table of a place has.
fn rows(place: &Place) -> Vec<(String, u64)> {
    Kept::of(place).ending().rows
}

type Bad = Box<dyn std::error::Error>;

/// A copy that is kept in memory, to be filled from.
#[derive(Default)]
struct Kept {
    about: Option<About>,
    tables: Vec<(Table, Vec<Vec<Value>>)>,
    next: usize,
    row: usize,
}

impl Kept {
    fn of(place: &Place) -> Kept {
        let mut kept = Kept::default();
        take(place, &mut kept).unwrap();
        kept
    }

    fn ending(&self) -> Ending {
        let tables = self.tables.iter();
        let rows = tables.map(|(table, rows)| (table.name.clone(), rows.len() as u64)).collect();
        Ending { head: self.about.as_ref().expect("it began").head, rows }
    }
}

impl Taker for Kept {
    type Error = Failed;
    fn begin(&mut self, about: &About) -> Result<(), Failed> {
        self.about = Some(about.clone());
        Ok(())
    }
    fn table(&mut self, table: &Table) -> Result<(), Failed> {
        self.tables.push((table.clone(), Vec::new()));
        Ok(())
    }
    fn row(&mut self, row: &[Value]) -> Result<(), Failed> {
        self.tables.last_mut().expect("a table came first").1.push(row.to_vec());
        Ok(())
    }
}

impl Source for Kept {
    type Error = Bad;
    fn schema(&self) -> i64 {
        self.about.as_ref().expect("it began").schema
    }
    fn table(&mut self) -> Result<Option<Table>, Bad> {
        (self.next, self.row) = (self.next + 1, 0);
        Ok(self.tables.get(self.next - 1).map(|(table, _)| table.clone()))
    }
    fn row(&mut self) -> Result<Option<Vec<Value>>, Bad> {
        self.row += 1;
        Ok(self.tables[self.next - 1].1.get(self.row - 1).cloned())
    }
    fn end(&mut self) -> Result<Ending, Bad> {
        Ok(self.ending())
    }
}

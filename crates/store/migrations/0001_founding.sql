-- The founding schema, on SQLite and PostgreSQL alike.
-- Instants are microseconds of UTC, days are ISO text, flags are 0 and 1, codes are text.
-- There is no table of residents: a report may carry a sealed contact, erased after its time.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE counter (scope TEXT PRIMARY KEY, next BIGINT NOT NULL);
CREATE TABLE node (id BIGINT PRIMARY KEY, seen_at BIGINT NOT NULL);

-- History (留痕): what happened, and its place in the chain.
CREATE TABLE event (
    id BIGINT PRIMARY KEY, at BIGINT NOT NULL, actor BIGINT, post BIGINT,
    noun TEXT NOT NULL, subject BIGINT NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL, basis TEXT
);
CREATE INDEX event_subject ON event (subject, id);
CREATE INDEX event_actor ON event (actor, id) WHERE actor IS NOT NULL;
CREATE TABLE seal (seq BIGINT PRIMARY KEY, event BIGINT NOT NULL, hash @blob NOT NULL);
CREATE UNIQUE INDEX seal_event ON seal (event);
CREATE TABLE unsealed (event BIGINT PRIMARY KEY, leaf @blob NOT NULL);

-- Organisation (组织): units, persons, posts, appointments, absences.
-- Every change of them puts a new number here, so every server sees at once that there was one.
INSERT INTO counter (scope, next) VALUES ('org.version', 0);
CREATE TABLE unit (
    id BIGINT PRIMARY KEY, kind TEXT NOT NULL, parent BIGINT REFERENCES unit (id),
    name_zh TEXT NOT NULL, name_en TEXT NOT NULL, code TEXT NOT NULL,
    since TEXT NOT NULL, until TEXT
);
CREATE INDEX unit_parent ON unit (parent);
CREATE INDEX unit_code ON unit (kind, code);
CREATE TABLE person (id BIGINT PRIMARY KEY, name_zh TEXT NOT NULL, name_en TEXT NOT NULL);
CREATE INDEX person_name ON person (name_zh, id);
CREATE TABLE post (
    id BIGINT PRIMARY KEY, unit BIGINT NOT NULL REFERENCES unit (id), role TEXT NOT NULL,
    title_zh TEXT NOT NULL, title_en TEXT NOT NULL,
    part_time BIGINT NOT NULL DEFAULT 0, sent_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX post_unit ON post (unit);
CREATE TABLE appointment (
    id BIGINT PRIMARY KEY, post BIGINT NOT NULL REFERENCES post (id),
    person BIGINT NOT NULL REFERENCES person (id), since TEXT NOT NULL, until TEXT,
    order_no TEXT NOT NULL, deputy_rank BIGINT NOT NULL
);
CREATE INDEX appointment_post ON appointment (post);
CREATE INDEX appointment_person ON appointment (person);
CREATE TABLE absence (
    id BIGINT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id),
    since TEXT NOT NULL, until TEXT NOT NULL
);
CREATE INDEX absence_person ON absence (person);
CREATE INDEX absence_until ON absence (until);

-- Sign-in (账号).
CREATE TABLE account (
    id BIGINT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id),
    login TEXT NOT NULL UNIQUE, password TEXT NOT NULL,
    initial BIGINT NOT NULL DEFAULT 0, disabled BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX account_person ON account (person);
-- Wrong passwords by login, whether there is such an account or not: both are locked alike.
CREATE TABLE login_try (login @blob PRIMARY KEY, tries BIGINT NOT NULL, last_at BIGINT NOT NULL);
CREATE INDEX login_try_last ON login_try (last_at);
CREATE TABLE session (
    token @blob PRIMARY KEY, account BIGINT NOT NULL REFERENCES account (id),
    csrf TEXT NOT NULL, made_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ends_at BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_ends ON session (ends_at);

-- The grid (网格): dated shapes, the legacy grids they absorbed, the kinds of work of its posts.
-- Every change of the shapes puts a new number here, as with the organisation.
INSERT INTO counter (scope, next) VALUES ('map.version', 0);
CREATE TABLE grid (
    unit BIGINT NOT NULL REFERENCES unit (id), since TEXT NOT NULL, until TEXT,
    kind TEXT NOT NULL, households BIGINT NOT NULL,
    party_form TEXT NOT NULL, party_name TEXT NOT NULL, shape TEXT NOT NULL,
    PRIMARY KEY (unit, since)
);
CREATE TABLE grid_alias (
    unit BIGINT NOT NULL REFERENCES unit (id), legacy_kind TEXT NOT NULL, code TEXT NOT NULL,
    PRIMARY KEY (legacy_kind, code)
);
CREATE INDEX grid_alias_unit ON grid_alias (unit);
CREATE TABLE grid_work (
    post BIGINT NOT NULL REFERENCES post (id), work_kind TEXT NOT NULL,
    PRIMARY KEY (post, work_kind)
);
-- Who heads the Party branch or group of a grid, from a day until the next row; nobody, too.
CREATE TABLE grid_head (
    unit BIGINT NOT NULL REFERENCES unit (id), since TEXT NOT NULL,
    person BIGINT REFERENCES person (id),
    PRIMARY KEY (unit, since)
);

-- Matters (事项).
CREATE TABLE matter (
    id BIGINT PRIMARY KEY, number TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
    category TEXT NOT NULL, weight TEXT, sort TEXT, ground TEXT,
    body TEXT NOT NULL, address TEXT NOT NULL,
    lon DOUBLE PRECISION, lat DOUBLE PRECISION, cell BIGINT,
    grid BIGINT, community BIGINT, street BIGINT,
    reported_at BIGINT NOT NULL, reported_by BIGINT, handler BIGINT, sorter BIGINT,
    code @blob, visible BIGINT NOT NULL, appeals BIGINT NOT NULL DEFAULT 0, proposal TEXT,
    ending TEXT, ended_at BIGINT, staff_says TEXT, reporter_says TEXT,
    merged_into BIGINT, root_of BIGINT, external TEXT, version BIGINT NOT NULL
);
CREATE UNIQUE INDEX matter_external ON matter (external) WHERE external IS NOT NULL;
CREATE UNIQUE INDEX matter_code ON matter (code) WHERE code IS NOT NULL;
CREATE INDEX matter_street ON matter (street, id);
CREATE INDEX matter_community ON matter (community, id);
CREATE INDEX matter_grid ON matter (grid, id);
CREATE INDEX matter_reported ON matter (reported_at);
CREATE INDEX matter_cell ON matter (cell, reported_at);
CREATE INDEX matter_reporter ON matter (reported_by, id) WHERE reported_by IS NOT NULL;
-- Which posts have held a matter or are addressed by it (经手).
CREATE TABLE touch (
    post BIGINT NOT NULL, matter BIGINT NOT NULL REFERENCES matter (id),
    PRIMARY KEY (post, matter)
);
CREATE INDEX touch_matter ON touch (matter);
CREATE INDEX matter_merged ON matter (merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE contact (
    matter BIGINT PRIMARY KEY REFERENCES matter (id), sealed @blob NOT NULL, erase_on TEXT
);
CREATE INDEX contact_erase ON contact (erase_on);
CREATE TABLE photo (
    id BIGINT PRIMARY KEY, matter BIGINT NOT NULL REFERENCES matter (id),
    jpeg @blob NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL, made_at BIGINT NOT NULL
);
CREATE INDEX photo_matter ON photo (matter);
CREATE TABLE rating (
    matter BIGINT PRIMARY KEY REFERENCES matter (id), at BIGINT NOT NULL,
    stars BIGINT NOT NULL, says TEXT NOT NULL, words TEXT NOT NULL
);

-- The relay (接力): one holder, one step, one clock.
CREATE TABLE relay (
    id BIGINT PRIMARY KEY, procedure TEXT NOT NULL, subject BIGINT NOT NULL, parent BIGINT,
    step TEXT NOT NULL, holder BIGINT NOT NULL, leg BIGINT NOT NULL, leg_since BIGINT NOT NULL,
    leg_clock TEXT, promise_clock TEXT, promise_stop TEXT, promise_due BIGINT, promise_met BIGINT,
    due BIGINT NOT NULL, returns BIGINT NOT NULL, extensions BIGINT NOT NULL,
    escalated BIGINT NOT NULL, ended_at BIGINT, how TEXT, version BIGINT NOT NULL
);
CREATE INDEX relay_subject ON relay (subject);
CREATE INDEX relay_parent ON relay (parent) WHERE parent IS NOT NULL;
CREATE INDEX relay_inbox ON relay (holder, due, id) WHERE ended_at IS NULL;
CREATE INDEX relay_due ON relay (due, id) WHERE ended_at IS NULL;
CREATE INDEX relay_promise ON relay (promise_due) WHERE promise_due IS NOT NULL;
CREATE TABLE leg (
    relay BIGINT NOT NULL REFERENCES relay (id), no BIGINT NOT NULL, step TEXT NOT NULL,
    holder BIGINT NOT NULL, since BIGINT NOT NULL, until BIGINT, due BIGINT,
    how TEXT, overdue BIGINT NOT NULL,
    PRIMARY KEY (relay, no)
);
CREATE INDEX leg_holder ON leg (holder, relay);
CREATE TABLE extension (
    relay BIGINT NOT NULL REFERENCES relay (id), asked_at BIGINT NOT NULL,
    asked_by BIGINT NOT NULL, minutes BIGINT NOT NULL, reason TEXT NOT NULL,
    decided_at BIGINT, decided_by BIGINT, granted BIGINT,
    PRIMARY KEY (relay, asked_at)
);

-- The same request sent twice is done once (幂等).
CREATE TABLE idempotency (
    who TEXT NOT NULL, name TEXT NOT NULL, body @blob NOT NULL,
    status BIGINT NOT NULL, answer @blob NOT NULL, made_at BIGINT NOT NULL,
    PRIMARY KEY (who, name)
);
CREATE INDEX idempotency_made ON idempotency (made_at);

-- Only a column declared INTEGER PRIMARY KEY is a row's own place in SQLite; BIGINT keeps a second
-- tree beside each table. The tables that grow are copied once into their better form.
-- Foreign keys are off meanwhile and checked before the commit.
CREATE TABLE event_new (
    id INTEGER PRIMARY KEY, at BIGINT NOT NULL, actor BIGINT, post BIGINT,
    noun TEXT NOT NULL, subject BIGINT NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL, basis TEXT
);
INSERT INTO event_new SELECT * FROM event ORDER BY id;
DROP TABLE event;
ALTER TABLE event_new RENAME TO event;
CREATE INDEX event_subject ON event (subject);
CREATE INDEX event_actor ON event (actor) WHERE actor IS NOT NULL;

CREATE TABLE seal_new (seq INTEGER PRIMARY KEY, event BIGINT NOT NULL, hash BLOB NOT NULL);
INSERT INTO seal_new SELECT * FROM seal ORDER BY seq;
DROP TABLE seal;
ALTER TABLE seal_new RENAME TO seal;
CREATE UNIQUE INDEX seal_event ON seal (event);

CREATE TABLE matter_new (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
    category TEXT NOT NULL, weight TEXT, sort TEXT, ground TEXT,
    body TEXT NOT NULL, address TEXT NOT NULL,
    lon DOUBLE PRECISION, lat DOUBLE PRECISION, cell BIGINT,
    grid BIGINT, community BIGINT, street BIGINT,
    reported_at BIGINT NOT NULL, reported_by BIGINT, handler BIGINT, sorter BIGINT,
    code BLOB, visible BIGINT NOT NULL, appeals BIGINT NOT NULL DEFAULT 0, proposal TEXT,
    ending TEXT, ended_at BIGINT, staff_says TEXT, reporter_says TEXT,
    merged_into BIGINT, root_of BIGINT, external TEXT, version BIGINT NOT NULL
);
INSERT INTO matter_new SELECT * FROM matter ORDER BY id;
DROP TABLE matter;
ALTER TABLE matter_new RENAME TO matter;
CREATE UNIQUE INDEX matter_external ON matter (external) WHERE external IS NOT NULL;
CREATE UNIQUE INDEX matter_code ON matter (code) WHERE code IS NOT NULL;
CREATE INDEX matter_street ON matter (street);
CREATE INDEX matter_community ON matter (community);
CREATE INDEX matter_grid ON matter (grid);
CREATE INDEX matter_reported ON matter (reported_at);
CREATE INDEX matter_cell ON matter (cell, reported_at);
CREATE INDEX matter_reporter ON matter (reported_by) WHERE reported_by IS NOT NULL;
CREATE INDEX matter_merged ON matter (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX matter_recurs ON matter (cell, category, reported_at) WHERE cell IS NOT NULL;

CREATE TABLE touch_new (
    post BIGINT NOT NULL, matter BIGINT NOT NULL REFERENCES matter (id),
    PRIMARY KEY (post, matter)
) WITHOUT ROWID;
INSERT INTO touch_new SELECT * FROM touch ORDER BY post, matter;
DROP TABLE touch;
ALTER TABLE touch_new RENAME TO touch;
CREATE INDEX touch_matter ON touch (matter);

CREATE TABLE contact_new (
    matter INTEGER PRIMARY KEY REFERENCES matter (id), sealed BLOB NOT NULL, erase_on TEXT
);
INSERT INTO contact_new SELECT * FROM contact ORDER BY matter;
DROP TABLE contact;
ALTER TABLE contact_new RENAME TO contact;
CREATE INDEX contact_erase ON contact (erase_on);

CREATE TABLE photo_new (
    id INTEGER PRIMARY KEY, matter BIGINT NOT NULL REFERENCES matter (id),
    jpeg BLOB NOT NULL, width BIGINT NOT NULL, height BIGINT NOT NULL, made_at BIGINT NOT NULL
);
INSERT INTO photo_new SELECT * FROM photo ORDER BY id;
DROP TABLE photo;
ALTER TABLE photo_new RENAME TO photo;
CREATE INDEX photo_matter ON photo (matter);

CREATE TABLE relay_new (
    id INTEGER PRIMARY KEY, procedure TEXT NOT NULL, subject BIGINT NOT NULL, parent BIGINT,
    step TEXT NOT NULL, holder BIGINT NOT NULL, leg BIGINT NOT NULL, leg_since BIGINT NOT NULL,
    leg_clock TEXT, promise_clock TEXT, promise_stop TEXT, promise_due BIGINT, promise_met BIGINT,
    due BIGINT NOT NULL, returns BIGINT NOT NULL, extensions BIGINT NOT NULL,
    escalated BIGINT NOT NULL, ended_at BIGINT, how TEXT, version BIGINT NOT NULL
);
INSERT INTO relay_new SELECT * FROM relay ORDER BY id;
DROP TABLE relay;
ALTER TABLE relay_new RENAME TO relay;
CREATE INDEX relay_subject ON relay (subject);
CREATE INDEX relay_parent ON relay (parent) WHERE parent IS NOT NULL;
CREATE INDEX relay_inbox ON relay (holder, due) WHERE ended_at IS NULL;
CREATE INDEX relay_due ON relay (due) WHERE ended_at IS NULL;
CREATE INDEX relay_promise ON relay (promise_due) WHERE promise_due IS NOT NULL;

CREATE TABLE leg_new (
    relay BIGINT NOT NULL REFERENCES relay (id), no BIGINT NOT NULL, step TEXT NOT NULL,
    holder BIGINT NOT NULL, since BIGINT NOT NULL, until BIGINT, due BIGINT,
    how TEXT, overdue BIGINT NOT NULL,
    PRIMARY KEY (relay, no)
) WITHOUT ROWID;
INSERT INTO leg_new SELECT * FROM leg ORDER BY relay, no;
DROP TABLE leg;
ALTER TABLE leg_new RENAME TO leg;
CREATE INDEX leg_holder ON leg (holder, relay);

-- Segments of the search index are merged by sixteen instead of by four: a third of the writing.
INSERT INTO matter_words (matter_words, rank) VALUES ('automerge', 16);
INSERT INTO matter_words (matter_words, rank) VALUES ('crisismerge', 64);

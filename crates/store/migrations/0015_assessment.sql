-- The yearly assessment (年度考核). One row a year; each step of it writes its day.
CREATE TABLE assessment (
    year BIGINT PRIMARY KEY, version BIGINT NOT NULL, opened_on TEXT NOT NULL, goals_on TEXT,
    decided_on TEXT, decided_by BIGINT, order_no TEXT, published_on TEXT, ends_on TEXT,
    appeal_until TEXT
);
-- Goals of a community (`person` 0) and of its workers; a later one stands, the earlier ones stay.
CREATE TABLE assessment_goal (
    year BIGINT NOT NULL, community BIGINT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL,
    known TEXT NOT NULL, words TEXT NOT NULL, by_person BIGINT NOT NULL,
    PRIMARY KEY (year, community, person, at)
);
CREATE INDEX assessment_goal_person ON assessment_goal (year, person);
CREATE TABLE assessment_note (
    id BIGINT PRIMARY KEY, year BIGINT NOT NULL, person BIGINT NOT NULL, day TEXT NOT NULL,
    known TEXT NOT NULL, by_person BIGINT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX assessment_note_person ON assessment_note (year, person, id);
-- Marks and sums of marks are in ten-thousandths.
CREATE TABLE assessment_mark (
    year BIGINT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL, mark BIGINT NOT NULL,
    words TEXT NOT NULL, by_person BIGINT NOT NULL,
    PRIMARY KEY (year, person, at)
);
CREATE TABLE assessment_panel (
    year BIGINT NOT NULL, community BIGINT NOT NULL, street BIGINT NOT NULL,
    opened_on TEXT NOT NULL, closed_on TEXT,
    PRIMARY KEY (year, community)
);
CREATE TABLE assessment_group (
    year BIGINT NOT NULL, community BIGINT NOT NULL, code TEXT NOT NULL, issued BIGINT NOT NULL,
    raters BIGINT NOT NULL,
    PRIMARY KEY (year, community, code)
);
-- A code on paper, as a keyed digest. What is marked with it stands nowhere beside it, nor when.
CREATE TABLE assessment_code (
    digest @blob PRIMARY KEY, year BIGINT NOT NULL, community BIGINT NOT NULL,
    code TEXT NOT NULL, spent BIGINT NOT NULL
);
CREATE INDEX assessment_code_panel ON assessment_code (year, community, code);
-- Who is rated, with one sum of all marks: no row is a mark, so none has an order or a time.
CREATE TABLE assessment_subject (
    year BIGINT NOT NULL, person BIGINT NOT NULL, community BIGINT NOT NULL,
    street BIGINT NOT NULL, head BIGINT NOT NULL, sum BIGINT NOT NULL, flowed_on TEXT,
    PRIMARY KEY (year, person)
);
CREATE INDEX assessment_subject_community ON assessment_subject (year, community);
CREATE INDEX assessment_subject_street ON assessment_subject (year, street);
CREATE TABLE assessment_pool (
    year BIGINT NOT NULL, seq BIGINT NOT NULL, heads BIGINT NOT NULL, pool TEXT NOT NULL,
    unit BIGINT, assessed BIGINT NOT NULL, quota BIGINT NOT NULL,
    PRIMARY KEY (year, seq)
);
-- The result of the decision, and after an appeal another one; the later stands.
CREATE TABLE assessment_result (
    year BIGINT NOT NULL, person BIGINT NOT NULL, at BIGINT NOT NULL, known TEXT NOT NULL,
    rating TEXT, why TEXT NOT NULL, pool BIGINT, street_mark BIGINT NOT NULL,
    public_mark BIGINT NOT NULL, months BIGINT NOT NULL, order_no TEXT NOT NULL,
    by_person BIGINT NOT NULL,
    PRIMARY KEY (year, person, at)
);
CREATE TABLE assessment_appeal (
    year BIGINT NOT NULL, person BIGINT NOT NULL, submitted_on TEXT NOT NULL, words TEXT NOT NULL,
    due_on TEXT NOT NULL, answered_on TEXT, answered_by BIGINT, rating TEXT, answer TEXT,
    PRIMARY KEY (year, person)
);

-- Training, places and terms of community workers (培训、成长通道、员额、用工情况). Facts have the day from
-- which they hold and the day on which they became known; a correction is another row. Of training
-- there is who was invited and for how many half days the organiser signed, nothing else.
CREATE TABLE training_session (
    id BIGINT PRIMARY KEY, unit BIGINT NOT NULL REFERENCES unit (id), organiser TEXT NOT NULL,
    kind TEXT NOT NULL, title TEXT NOT NULL, topics TEXT NOT NULL, place TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, half_days BIGINT NOT NULL,
    capacity BIGINT NOT NULL, invited BIGINT NOT NULL, called_off BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX training_session_unit ON training_session (unit, id);
CREATE TABLE training_part (
    session BIGINT NOT NULL REFERENCES training_session (id),
    person BIGINT NOT NULL REFERENCES person (id), invited_on TEXT NOT NULL,
    withdrawn BIGINT NOT NULL, PRIMARY KEY (session, person)
);
CREATE INDEX training_part_person ON training_part (person);
CREATE TABLE training_signed (
    session BIGINT NOT NULL REFERENCES training_session (id),
    person BIGINT NOT NULL REFERENCES person (id), known TEXT NOT NULL, half_days BIGINT NOT NULL,
    signer BIGINT NOT NULL, PRIMARY KEY (session, person, known)
);
CREATE TABLE course (
    id BIGINT PRIMARY KEY, unit BIGINT NOT NULL REFERENCES unit (id), organiser TEXT NOT NULL,
    title TEXT NOT NULL, lead TEXT NOT NULL, since TEXT NOT NULL, until TEXT
);
CREATE INDEX course_unit ON course (unit, id);
CREATE TABLE course_topic (
    course BIGINT NOT NULL REFERENCES course (id), no BIGINT NOT NULL, title TEXT NOT NULL,
    body TEXT NOT NULL, link TEXT NOT NULL, PRIMARY KEY (course, no)
);
CREATE TABLE course_confirmed (
    person BIGINT NOT NULL REFERENCES person (id), course BIGINT NOT NULL REFERENCES course (id),
    known TEXT NOT NULL, PRIMARY KEY (person, course)
);
CREATE INDEX course_confirmed_course ON course_confirmed (course);
CREATE TABLE growth_plan (
    id BIGINT PRIMARY KEY, street BIGINT NOT NULL REFERENCES unit (id), year BIGINT NOT NULL,
    channel TEXT NOT NULL, places BIGINT NOT NULL, used BIGINT NOT NULL, order_no TEXT NOT NULL,
    version BIGINT NOT NULL, UNIQUE (street, year, channel)
);
CREATE TABLE growth_candidate (
    plan BIGINT NOT NULL REFERENCES growth_plan (id),
    person BIGINT NOT NULL REFERENCES person (id), state TEXT NOT NULL, since TEXT NOT NULL,
    order_no TEXT NOT NULL, PRIMARY KEY (plan, person)
);
CREATE INDEX growth_candidate_person ON growth_candidate (person);
CREATE TABLE worker_quota (
    street BIGINT NOT NULL REFERENCES unit (id), kind TEXT NOT NULL, since TEXT NOT NULL,
    known TEXT NOT NULL, places BIGINT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (street, kind, since, known)
);
CREATE TABLE worker_contract (
    person BIGINT NOT NULL REFERENCES person (id), since TEXT NOT NULL, until TEXT,
    known TEXT NOT NULL, kind TEXT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (person, since, known)
);
CREATE TABLE worker_absence (
    person BIGINT NOT NULL REFERENCES person (id), since TEXT NOT NULL, until TEXT NOT NULL,
    kind TEXT NOT NULL, known TEXT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (person, since, kind, known)
);
CREATE TABLE worker_title (
    person BIGINT NOT NULL REFERENCES person (id), since TEXT NOT NULL, known TEXT NOT NULL,
    grade TEXT NOT NULL, name TEXT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (person, since, name, known)
);
CREATE TABLE worker_leaving (
    service BIGINT PRIMARY KEY REFERENCES worker_service (id), reason TEXT NOT NULL,
    order_no TEXT NOT NULL
);

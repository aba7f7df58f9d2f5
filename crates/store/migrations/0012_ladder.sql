-- Community workers (社区工作者): what their level and pay rest on. Every fact has the day from which
-- it holds and the day on which it became known, so a past month can be asked again as it was
-- known then. Rows are added; of a service only its end is written later, with the day it was known.
CREATE TABLE worker_service (
    id BIGINT PRIMARY KEY, person BIGINT NOT NULL REFERENCES person (id),
    community BIGINT NOT NULL, street BIGINT NOT NULL,
    tenure TEXT NOT NULL, secretary BIGINT NOT NULL, order_no TEXT NOT NULL,
    since TEXT NOT NULL, known TEXT NOT NULL, until TEXT, until_known TEXT
);
CREATE INDEX worker_service_person ON worker_service (person);
CREATE INDEX worker_service_street ON worker_service (street);
CREATE TABLE worker_placement (
    person BIGINT NOT NULL REFERENCES person (id), since TEXT NOT NULL, known TEXT NOT NULL,
    kind TEXT NOT NULL, level BIGINT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (person, since, known)
);
CREATE TABLE worker_education (
    person BIGINT NOT NULL REFERENCES person (id), level TEXT NOT NULL, since TEXT NOT NULL,
    known TEXT NOT NULL, diploma BIGINT NOT NULL, degree BIGINT NOT NULL,
    PRIMARY KEY (person, level, since, known)
);
CREATE TABLE worker_certificate (
    person BIGINT NOT NULL REFERENCES person (id), certificate TEXT NOT NULL, since TEXT NOT NULL,
    known TEXT NOT NULL,
    PRIMARY KEY (person, certificate, since)
);
CREATE TABLE worker_result (
    person BIGINT NOT NULL REFERENCES person (id), year BIGINT NOT NULL, known TEXT NOT NULL,
    rating TEXT NOT NULL, order_no TEXT NOT NULL,
    PRIMARY KEY (person, year, known)
);

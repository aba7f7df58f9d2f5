-- Keys of other systems (接口密钥): kept as digests; when last used is known by the day only.
CREATE TABLE api_key (
    id @id, name TEXT NOT NULL, owner TEXT NOT NULL,
    prefix TEXT NOT NULL, digest @blob NOT NULL, per_minute BIGINT NOT NULL,
    made_at BIGINT NOT NULL, made_by BIGINT NOT NULL REFERENCES person (id),
    revoked_at BIGINT, revoked_by BIGINT REFERENCES person (id), used_on TEXT
);
CREATE UNIQUE INDEX api_key_digest ON api_key (digest);
-- By which key a matter came in.
CREATE TABLE matter_key (
    matter @id REFERENCES matter (id),
    api_key BIGINT NOT NULL REFERENCES api_key (id)
);
-- What was answered to the questions that policy asks about its category.
CREATE TABLE matter_answer (
    matter BIGINT NOT NULL REFERENCES matter (id), attribute TEXT NOT NULL, no BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (matter, attribute, no)
);
-- Lists for everybody: by the time of the report, and by the time of the last change.
CREATE INDEX matter_public ON matter (reported_at, id) WHERE visible = 1;
CREATE INDEX relay_changed ON relay ((COALESCE(ended_at, leg_since)), id) WHERE parent IS NULL;

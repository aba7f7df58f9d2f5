-- Numbers that only pay needs (身份证号、银行卡号): sealed. The digest is keyed: with it the same number
-- is found again, and nobody can try all numbers against a copy of the database.
CREATE TABLE worker_number (
    person BIGINT NOT NULL REFERENCES person (id), kind TEXT NOT NULL,
    sealed @blob NOT NULL, digest @blob NOT NULL, known TEXT NOT NULL,
    PRIMARY KEY (person, kind)
);
CREATE UNIQUE INDEX worker_number_digest ON worker_number (kind, digest);
-- A list of workers on its way in (待导入台账): one for each who sends, sealed, gone when it is taken,
-- thrown away or a day old.
CREATE TABLE worker_roster (
    person BIGINT PRIMARY KEY REFERENCES person (id), order_no TEXT NOT NULL,
    sealed @blob NOT NULL, sent TEXT NOT NULL
);

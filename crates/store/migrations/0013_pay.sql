-- Pay runs (工资发放): what was paid, to whom, line by line. A draft may be made again; a final run is
-- never rewritten. How many are final is counted in `counter`, so two are never finished at a time.
CREATE TABLE pay_run (
    id BIGINT PRIMARY KEY, period TEXT NOT NULL UNIQUE, known TEXT NOT NULL, state TEXT NOT NULL,
    made_by BIGINT REFERENCES person (id), made_at BIGINT NOT NULL,
    finished_by BIGINT REFERENCES person (id), finished_at BIGINT,
    finals BIGINT NOT NULL, people BIGINT NOT NULL, refused BIGINT NOT NULL,
    total_fen BIGINT NOT NULL, arrears_fen BIGINT NOT NULL, basis TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE pay_slip (
    run BIGINT NOT NULL REFERENCES pay_run (id), person BIGINT NOT NULL REFERENCES person (id),
    street BIGINT NOT NULL, community BIGINT NOT NULL,
    total_fen BIGINT NOT NULL, arrears_fen BIGINT NOT NULL, refused TEXT,
    PRIMARY KEY (run, person)
);
CREATE INDEX pay_slip_street ON pay_slip (run, street, person);
CREATE INDEX pay_slip_person ON pay_slip (person, run);
CREATE TABLE pay_line (
    run BIGINT NOT NULL REFERENCES pay_run (id), person BIGINT NOT NULL REFERENCES person (id),
    line BIGINT NOT NULL, period TEXT NOT NULL, is_arrears BIGINT NOT NULL, item TEXT NOT NULL,
    first_day TEXT NOT NULL, last_day TEXT NOT NULL, amount_fen BIGINT NOT NULL,
    operands TEXT NOT NULL, basis TEXT NOT NULL,
    PRIMARY KEY (run, person, line)
);
CREATE INDEX pay_line_person ON pay_line (person, period);
CREATE INDEX pay_line_period ON pay_line (period, item);

-- What is recorded of insurance and check-ups: added, never changed.
CREATE TABLE worker_benefit (
    person BIGINT NOT NULL REFERENCES person (id), kind TEXT NOT NULL, since TEXT NOT NULL,
    known TEXT NOT NULL, note TEXT NOT NULL,
    PRIMARY KEY (person, kind, since)
);

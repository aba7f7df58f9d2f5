-- The second factor of a sign-in (双因素登录). The secret is sealed with the key file; the step of
-- the last code that was taken is kept, so that no code is taken twice. Until it was confirmed by
-- a first code it is a draft and asks for nothing.
CREATE TABLE second_factor (
    account @id REFERENCES account (id), secret @blob NOT NULL,
    made_at BIGINT NOT NULL, confirmed_at BIGINT, last_step BIGINT NOT NULL
);
-- Recovery codes (恢复码): keyed digests, each good once.
CREATE TABLE recovery_code (
    account BIGINT NOT NULL REFERENCES account (id), digest @blob NOT NULL, used_at BIGINT,
    PRIMARY KEY (account, digest)
);
-- A sign-in whose password was right and whose code is still to come; it lasts some minutes.
CREATE TABLE half_sign_in (
    token @blob PRIMARY KEY, account BIGINT NOT NULL REFERENCES account (id),
    ends_at BIGINT NOT NULL
);
CREATE INDEX half_sign_in_account ON half_sign_in (account);
CREATE INDEX half_sign_in_ends ON half_sign_in (ends_at);
-- Who a person is at the district's own sign-in service (统一登录): bound by issuer and subject.
CREATE TABLE identity (
    account BIGINT NOT NULL REFERENCES account (id), issuer TEXT NOT NULL, subject TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (account, issuer)
);
CREATE UNIQUE INDEX identity_subject ON identity (issuer, subject);
-- The family of the browser, so that its owner knows a session again; nothing finer is kept.
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT 'other';

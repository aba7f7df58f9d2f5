-- Notices (消息): that something came to a post, or moved that a person follows. Whether somebody
-- has read one is kept, when is not. A notice's moment is in its id.
CREATE TABLE notice (
    id @id, post BIGINT, person BIGINT, matter BIGINT NOT NULL REFERENCES matter (id),
    what TEXT NOT NULL, step TEXT NOT NULL, actor BIGINT
);
CREATE INDEX notice_post ON notice (post, id) WHERE post IS NOT NULL;
CREATE INDEX notice_person ON notice (person, id) WHERE person IS NOT NULL;
CREATE TABLE notice_read (
    person BIGINT NOT NULL, notice BIGINT NOT NULL, PRIMARY KEY (person, notice)
);
CREATE INDEX notice_read_notice ON notice_read (notice);
-- Up to which notice a person has called all of them read.
CREATE TABLE notice_mark (person @id, up_to BIGINT NOT NULL);
-- Which matters somebody of the staff follows (关注).
CREATE TABLE follow (
    matter BIGINT NOT NULL REFERENCES matter (id), person BIGINT NOT NULL,
    PRIMARY KEY (matter, person)
);
CREATE INDEX follow_person ON follow (person);
-- Where reminders go to somebody of the staff who asked for them; sealed.
CREATE TABLE mail_address (person @id, sealed @blob NOT NULL, lang TEXT NOT NULL);

-- What is to leave (待发): written with the change it tells of, sent by whichever server has
-- claimed it. `claims` tells one claim from the next; `leased_until` ends one whose server died.
CREATE TABLE outbox (
    id @id, channel TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    made_at BIGINT NOT NULL, due_at BIGINT NOT NULL, leased_until BIGINT NOT NULL,
    claims BIGINT NOT NULL, tries BIGINT NOT NULL, state TEXT NOT NULL, why TEXT
);
CREATE INDEX outbox_due ON outbox (due_at, id) WHERE state = 'waiting';
CREATE INDEX outbox_trouble ON outbox (id) WHERE why IS NOT NULL;

-- Alerts of an area and redacted photos.
-- An alert (附近提醒): address and area sealed together, so a copy of the database names neither.
-- `mailbox` and `same` are keyed digests: how many alerts an address has, and whether it has this one.
CREATE TABLE alert (
    id @id, sealed @blob NOT NULL, mailbox @blob NOT NULL, same @blob NOT NULL, lang TEXT NOT NULL,
    letter_at BIGINT NOT NULL, confirmed_at BIGINT, told_until BIGINT NOT NULL,
    next_at BIGINT NOT NULL, ends_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX alert_same ON alert (same);
CREATE INDEX alert_mailbox ON alert (mailbox);
CREATE INDEX alert_next ON alert (next_at) WHERE confirmed_at IS NOT NULL;
CREATE INDEX alert_ends ON alert (ends_at);

-- A photo is shown as it came, covered, hidden or removed. What stands in `jpeg` is what may be
-- shown, always; the original of a changed one lies sealed beside it until its day.
ALTER TABLE photo ADD COLUMN state TEXT NOT NULL DEFAULT 'shown';
ALTER TABLE photo ADD COLUMN edits BIGINT NOT NULL DEFAULT 0;
CREATE TABLE photo_original (
    photo @id REFERENCES photo (id), sealed @blob NOT NULL, areas TEXT NOT NULL,
    erase_on TEXT NOT NULL
);
CREATE INDEX photo_original_erase ON photo_original (erase_on);

-- What came before at a place: only what is ended counts as a return, so a new report enters no
-- tree for it, and a square full of open ones costs nothing. An open root-cause task stops the search.
DROP INDEX matter_recurs;
CREATE INDEX matter_past ON matter (cell, category, reported_at)
    WHERE ended_at IS NOT NULL AND merged_into IS NULL AND root_of IS NULL;
CREATE INDEX matter_task ON matter (cell, category)
    WHERE ended_at IS NULL AND root_of IS NOT NULL;
-- Likely duplicates are looked for among what is open.
DROP INDEX matter_cell;
CREATE INDEX matter_open ON matter (cell, reported_at) WHERE ended_at IS NULL AND root_of IS NULL;

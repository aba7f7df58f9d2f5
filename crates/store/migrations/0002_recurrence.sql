-- Every report asks what happened around it before: the same category in nine squares.
CREATE INDEX matter_recurs ON matter (cell, category, reported_at) WHERE cell IS NOT NULL;

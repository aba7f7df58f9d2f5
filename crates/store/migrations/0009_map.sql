-- The map draws what is open, those reported last.
CREATE INDEX matter_map ON matter (reported_at)
    WHERE visible = 1 AND ended_at IS NULL AND lon IS NOT NULL;

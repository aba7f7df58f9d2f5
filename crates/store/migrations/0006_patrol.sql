-- Patrols (定时巡查): the places to be looked at, dated and never deleted, and what came of each
-- window. It is said of the place: no column names a person, a post or a device, and the only
-- position is that of the place itself.
CREATE TABLE patrol_point (
    id BIGINT NOT NULL, since TEXT NOT NULL, until TEXT,
    name TEXT NOT NULL, address TEXT NOT NULL, risk TEXT NOT NULL, work TEXT NOT NULL,
    opens TEXT NOT NULL, lon DOUBLE PRECISION NOT NULL, lat DOUBLE PRECISION NOT NULL,
    grid BIGINT NOT NULL, community BIGINT NOT NULL, street BIGINT NOT NULL,
    PRIMARY KEY (id, since)
);
CREATE INDEX patrol_point_grid ON patrol_point (grid);
CREATE INDEX patrol_point_community ON patrol_point (community);
CREATE INDEX patrol_point_street ON patrol_point (street);
CREATE TABLE patrol_window (
    point BIGINT NOT NULL, opens BIGINT NOT NULL, closes BIGINT NOT NULL,
    grid BIGINT NOT NULL, community BIGINT NOT NULL, street BIGINT NOT NULL,
    outcome TEXT NOT NULL, at BIGINT NOT NULL, received_at BIGINT NOT NULL,
    reason TEXT, matter BIGINT,
    PRIMARY KEY (point, opens)
);
CREATE INDEX patrol_window_grid ON patrol_window (grid, opens);
CREATE INDEX patrol_window_community ON patrol_window (community, opens);
CREATE INDEX patrol_window_street ON patrol_window (street, opens);
CREATE INDEX patrol_window_opens ON patrol_window (opens);

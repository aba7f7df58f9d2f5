-- Figures are counted along these, street by street, without a row and without sorting.
CREATE INDEX matter_figures ON matter (street, reported_at, ended_at, ending, reporter_says, community, grid)
    WHERE merged_into IS NULL AND root_of IS NULL;
DROP INDEX relay_promise;
CREATE INDEX relay_promise ON relay (promise_due, id, promise_met) WHERE promise_due IS NOT NULL;

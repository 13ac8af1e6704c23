-- How many edges were attributed, and how, as last counted on each day: so that nobody counts all edges to look at it.
CREATE TABLE IF NOT EXISTS bridge_attribution (
    day        date NOT NULL,
    method     text NOT NULL,
    edges      bigint NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (day, method)
);
-- What reviewers have decided of a promotion's edges.
CREATE INDEX IF NOT EXISTS edge_reviews_promotion ON edge_reviews (promotion_id);

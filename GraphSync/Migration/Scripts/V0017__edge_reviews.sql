-- What reviewers have decided of flagged edges, as the graph has it.
CREATE TABLE IF NOT EXISTS edge_reviews (
    id                text PRIMARY KEY,
    edge_id           text,
    relation          text,
    seq               integer,
    decision          text,
    pins              boolean NOT NULL DEFAULT false,
    reviewer          text,
    reason            text,
    delta_id          text,
    pass_id           text,
    promotion_id      text,
    confidence_before double precision,
    confidence        double precision,
    undoes            text,
    undone_by         text,
    decided_at        timestamptz
);
CREATE INDEX IF NOT EXISTS edge_reviews_edge ON edge_reviews (edge_id);

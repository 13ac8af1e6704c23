-- The slices of a backfill: ranges of one type's edge ids. Whoever works on one holds its row locked, so that the slices of a
-- process that dies are free again at once.
CREATE TABLE IF NOT EXISTS backfill_slices (
    run        text NOT NULL,
    edge_type  text NOT NULL,
    after_id   text NOT NULL,
    last_id    text NOT NULL,
    edges      bigint NOT NULL,
    planned_at timestamptz NOT NULL DEFAULT now(),
    done_at    timestamptz,
    outcome    jsonb,
    PRIMARY KEY (run, edge_type, after_id)
);

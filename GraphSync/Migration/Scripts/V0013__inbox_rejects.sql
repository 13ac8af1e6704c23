-- Rows of the inbox that cannot be carried into the graph as they stand: put aside with the reason, so that later ones go on.
-- Hashed, since an index holds no long ids and putting aside must not fail.
CREATE TABLE IF NOT EXISTS bridge_inbox_rejects (
    source_table text NOT NULL,
    row_id       text NOT NULL,
    reason       text NOT NULL,
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX IF NOT EXISTS bridge_inbox_rejects_row ON bridge_inbox_rejects (source_table, md5(row_id));

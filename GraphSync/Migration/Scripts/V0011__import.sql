-- One row while an import of kg_edges is under way: how far it has come.
CREATE TABLE IF NOT EXISTS bridge_import (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    after_id text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now()
);

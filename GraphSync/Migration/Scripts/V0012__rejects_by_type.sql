-- Two types may hold one edge id: a row that was put aside is known by its type, too. Hashed, since an index holds no long ids.
ALTER TABLE mirror_rejects ADD COLUMN IF NOT EXISTS relation text NOT NULL DEFAULT '';
ALTER TABLE mirror_rejects DROP CONSTRAINT IF EXISTS mirror_rejects_kind_row_id_key;
CREATE UNIQUE INDEX IF NOT EXISTS mirror_rejects_row ON mirror_rejects (kind, md5(row_id), md5(relation));

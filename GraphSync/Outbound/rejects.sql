-- The next rows that were put aside.
SELECT id AS "Number", kind AS "Kind", row_id AS "RowId", relation AS "Relation"
FROM mirror_rejects
WHERE id > @after
ORDER BY id
LIMIT @limit

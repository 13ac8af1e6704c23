-- Why the mirror has put these edges aside.
SELECT row_id AS "EdgeId", relation AS "Relation", reason AS "Reason", created_at AS "At"
FROM mirror_rejects
WHERE kind = 'edge' AND md5(row_id) = ANY (SELECT md5(id) FROM unnest(@ids) id)

-- With which version reviewers sided in the decisions about these promotions' edges that still stand.
SELECT count(*) FILTER (WHERE decision = 'restore') AS "Older", count(*) FILTER (WHERE decision = 'keep') AS "Newer"
FROM edge_reviews
WHERE promotion_id = ANY(@promotions) AND undone_by IS NULL

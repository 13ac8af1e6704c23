// Gives relationships what was read of their columns, and keeps what could not be read under adopted_<column>. One that has changed since
// it was looked at stays as it is.
//
// parameters:
//   $rows: list<map> = [{element: '5:x:1', edge_id: 'example:1', seen: '', columns: {confidence: 0.9}, created_at: null, aside: ['evidence']}]  -- columns: null removes; created_at: ISO 8601, null leaves it; aside: the columns to be kept
// columns:
//   converted: integer
// order: one row
// edges: by element id
// access: write
UNWIND $rows AS row
MATCH ()-[r]->()
WHERE elementId(r) = row.element AND r.edge_id = row.edge_id
// The lock comes first: whoever writes the edge meanwhile is seen.
SET r.edge_id = r.edge_id
WITH row, r
WHERE row.seen =
  // include: adopt/seen
FOREACH (name IN row.aside |
  SET r[head([end IN ['', '_2', '_3', '_4'] WHERE r['adopted_' + name + end] IS NULL | 'adopted_' + name + end])] = r[name])
SET r += row.columns
FOREACH (at IN CASE WHEN row.created_at IS NULL THEN [] ELSE [row.created_at] END | SET r.created_at = datetime(at))
RETURN count(r) AS converted

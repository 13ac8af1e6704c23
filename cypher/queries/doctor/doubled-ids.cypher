// Which of the next edge ids does the graph have twice or more? Ids are read in their order, a page at a time, so that no page holds more
// than its own.
//
// parameters:
//   $from: string = ''  -- edge ids from this one on, so that one that a page has cut off is seen whole by the next
//   $limit: integer = 1000  -- edges a page
// columns:
//   edges: integer  -- on the page
//   last: string?  -- the greatest id; null on an empty page
//   doubled: integer  -- ids that are there twice or more; the last of a full page is left to the next
//   examples: list<string>  -- some of them, with their types
// order: one row
// index: edge_id of each type
// edges: every type
// access: read
CALL () {
  MATCH ()-[r:KG_EDGE]->()
  USING INDEX SEEK r:KG_EDGE(edge_id)
  WHERE r.edge_id >= $from
  WITH r ORDER BY r.edge_id LIMIT $limit
  RETURN r.edge_id AS edge_id, type(r) AS edge_type
}
WITH edge_id, edge_type ORDER BY edge_id LIMIT $limit
WITH edge_id, count(*) AS times, min(edge_type) AS one, max(edge_type) AS other
WITH sum(times) AS edges, max(edge_id) AS last,
  collect(CASE WHEN times > 1 THEN [edge_id, edge_id + ' in ' + one + ' and ' + other] END) AS doubled
WITH edges, last, [pair IN doubled WHERE pair[0] < last OR edges < $limit | pair[1]] AS doubled
RETURN edges, last, size(doubled) AS doubled, doubled[..5] AS examples

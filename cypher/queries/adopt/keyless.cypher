// Which end nodes of some types' relationships are no endpoints, and will be none: lack their label, or a text as key that an index holds?
//
// parameters:
//   $labels: list<string> = ['Gene']  -- whose nodes are to be endpoints; parallel to the keys
//   $keys: list<string> = ['symbol']  -- the property that is to be the key of each label's nodes
// columns:
//   node: string  -- its labels and internal id
//   key: string?  -- what stands in the key property
// order: none; 20 at most
// edges: each type
// scan: adopting reads the whole graph
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
UNWIND [source, target] AS node
WITH node, toStringOrNull(node.id) AS text,
  // include: adopt/given-key
  AS given
WHERE CASE WHEN given IS NOT NULL AND node.id IS NULL THEN false
  WHEN given IS NOT NULL AND node.id IS :: STRING AND node.id <> '' THEN
    // include: edges/is-too-long
  ELSE
    // include: edges/is-no-endpoint
  END
WITH DISTINCT node
LIMIT 20
RETURN ':' + reduce(all = '', label IN labels(node) | CASE all WHEN '' THEN label ELSE all + ':' + label END)
    + ' ' + elementId(node) AS node,
  left(toStringOrNull(node.id), 60) AS key

// Which end nodes of a type's relationships are no endpoints: lack their label, or a text as key that an index holds?
//
// columns:
//   node: string  -- its labels and internal id
//   key: string?  -- what stands in the key property
// order: none; 20 at most
// edges: each type
// scan: adopting reads the whole graph once
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
UNWIND [source, target] AS node
WITH node, toStringOrNull(node.id) AS text
WHERE
  // include: edges/is-no-endpoint
WITH DISTINCT node
LIMIT 20
RETURN ':' + reduce(all = '', label IN labels(node) | CASE all WHEN '' THEN label ELSE all + ':' + label END) + ' ' + elementId(node) AS node,
  left(toStringOrNull(node.id), 60) AS key

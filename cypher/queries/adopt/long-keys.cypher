// Which nodes of a label have a key that no index holds?
//
// parameters:
//   $label: string = 'Gene'
//   $key: string = 'symbol'  -- the property that is to be their key
// columns:
//   node: string  -- its labels and internal id
// order: none; 20 at most
// scan: adopting reads the whole graph once
// access: read
MATCH (node:$($label))
WITH node, toStringOrNull(node[$key]) AS text
WHERE
  // include: edges/is-too-long
WITH node
LIMIT 20
RETURN ':' + reduce(all = '', label IN labels(node) | CASE all WHEN '' THEN label ELSE all + ':' + label END)
    + ' ' + elementId(node) AS node

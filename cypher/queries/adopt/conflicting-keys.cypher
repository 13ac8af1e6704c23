// Which nodes of a label have a key already that is not the one they are to get, or is no text?
//
// parameters:
//   $label: string = 'Gene'
//   $key: string = 'symbol'  -- the property that is to be their key
// columns:
//   present: string  -- the value that stands in the key property
//   wanted: string  -- the value that should
// order: none; 20 at most
// scan: adopting reads the whole graph
// access: read
MATCH (node:$($label))
WHERE node.id IS NOT NULL AND node[$key] IS NOT NULL
WITH coalesce(toStringOrNull(node.id), 'a list') AS present, coalesce(toStringOrNull(node[$key]), 'a list') AS wanted,
  node.id IS :: STRING AS is_text
WHERE present <> wanted OR NOT is_text
RETURN present, wanted
LIMIT 20

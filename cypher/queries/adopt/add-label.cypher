// Makes endpoints of a label's nodes: gives them the endpoints' label, and a property's value as key. Those without it are left.
// Runs on after a failure where it stopped.
//
// parameters:
//   $label: string = 'Gene'
//   $key: string = 'symbol'  -- the property that is to be their key
//   $rows: integer = 10000  -- nodes a transaction
// scan: adopting reads the whole graph once
// access: write
MATCH (node:$($label))
WHERE NOT (node:KgNode AND node.id IS NOT NULL) AND toStringOrNull(node[$key]) <> ''
CALL (node) {
  SET node:KgNode, node.id = coalesce(node.id, toString(node[$key]))
} IN TRANSACTIONS OF $rows ROWS

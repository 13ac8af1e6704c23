// Which keys would two endpoints have in common, once nodes of these labels have become endpoints?
// The lists run in parallel.
//
// parameters:
//   $labels: list<string> = ['Gene']
//   $keys: list<string> = ['symbol']  -- the property that is to be the key of each label's nodes
// columns:
//   key: string
//   nodes: list<string>  -- two of the nodes, by labels and internal id
// order: key
// scan: adopting reads the whole graph once
// access: read
MATCH (node)
WHERE node:KgNode OR any(label IN labels(node) WHERE label IN $labels)
WITH node, coalesce(toStringOrNull(node.id),
  // include: adopt/given-key
) AS key
WHERE key IS NOT NULL
WITH key, count(node) AS n, min(elementId(node)) AS first, max(elementId(node)) AS last
WHERE n > 1
ORDER BY key
LIMIT 20
MATCH (a) WHERE elementId(a) = first
MATCH (b) WHERE elementId(b) = last
RETURN key,
  [x IN [a, b] | ':' + reduce(all = '', label IN labels(x) | CASE all WHEN '' THEN label ELSE all + ':' + label END)
    + ' ' + elementId(x)] AS nodes
ORDER BY key

// Creates endpoints, and gives those that exist the properties of their rows. A row that says another kind than the endpoint has changes
// nothing.
//
// parameters:
//   $ids: list<string> = ['Compound::DB00014']  -- of two rows with one id the earlier comes first
//   $properties: list<map> = [{kind: 'Compound', name: 'Goserelin'}]  -- kind, name and whatever else; in parallel to the ids
// columns:
//   created: integer  -- how many did not exist
//   refused: list<integer>  -- the places of the rows that say another kind
//   kinds: list<string>  -- the kind that the endpoint of each of them has
//   names: list<string>  -- and its name; empty text where it has none
// index: KgNode(id)
// access: write
UNWIND range(0, size($ids) - 1) AS i
WITH i
ORDER BY i
CALL (i) {
  OPTIONAL MATCH (known:KgNode {id: $ids[i]})
  WITH known IS NULL AS missing
  MERGE (node:KgNode {id: $ids[i]})
  // The lock comes first: whoever says the kind meanwhile is seen.
  SET node.id = node.id
  WITH node, missing, toStringOrNull(node.kind) AS kind
  WITH node, missing, kind, coalesce(kind <> toStringOrNull($properties[i].kind), false) AS differs
  FOREACH (_ IN CASE WHEN differs THEN [] ELSE [0] END | SET node += $properties[i])
  RETURN missing, CASE WHEN differs THEN i END AS refused, kind, coalesce(toStringOrNull(node.name), '') AS name
}
RETURN sum(CASE WHEN missing THEN 1 ELSE 0 END) AS created, collect(refused) AS refused,
  collect(CASE WHEN refused IS NOT NULL THEN kind END) AS kinds, collect(CASE WHEN refused IS NOT NULL THEN name END) AS names

// Creates the endpoints that do not exist; those that do stay as they are.
//
// parameters:
//   $ids: list<string> = ['Compound::DB00014']  -- each once
//   $kinds: list<string?> = ['Compound']  -- in parallel
// columns:
//   created: integer  -- how many did not exist
//   others: list<string>  -- the ids of those that have another kind than is said
//   other_kinds: list<string>  -- the kind that each of them has
// index: KgNode(id)
// access: write
UNWIND range(0, size($ids) - 1) AS i
CALL (i) {
  OPTIONAL MATCH (known:KgNode {id: $ids[i]})
  WITH known
  WHERE known IS NULL
  MERGE (node:KgNode {id: $ids[i]})
  ON CREATE SET node.kind = $kinds[i]
  RETURN count(node) AS made
}
MATCH (node:KgNode {id: $ids[i]})
WITH made, $ids[i] AS id, toStringOrNull(node.kind) AS kind, $kinds[i] AS said
RETURN sum(made) AS created, collect(CASE WHEN kind <> said THEN id END) AS others,
  collect(CASE WHEN kind <> said THEN kind END) AS other_kinds

// Creates the endpoints that do not exist; those that do stay as they are.
//
// parameters:
//   $ids: list<string> = ['Compound::DB00014']  -- each once
//   $kinds: list<string?> = ['Compound']  -- in parallel
// columns:
//   created: integer  -- how many did not exist
// index: KgNode(id)
// access: write
UNWIND range(0, size($ids) - 1) AS i
OPTIONAL MATCH (known:KgNode {id: $ids[i]})
WITH i
WHERE known IS NULL
MERGE (node:KgNode {id: $ids[i]})
ON CREATE SET node.kind = $kinds[i]
RETURN count(node) AS created

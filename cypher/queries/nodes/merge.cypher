// Creates endpoints, and gives those that exist the properties of their rows.
//
// parameters:
//   $ids: list<string> = ['Compound::DB00014']  -- each once
//   $properties: list<map> = [{kind: 'Compound', name: 'Goserelin'}]  -- kind, name and whatever else; in parallel to the ids
// columns:
//   created: integer  -- how many did not exist
// index: KgNode(id)
// access: write
UNWIND range(0, size($ids) - 1) AS i
OPTIONAL MATCH (known:KgNode {id: $ids[i]})
WITH i, known IS NULL AS missing
MERGE (node:KgNode {id: $ids[i]})
SET node += $properties[i]
RETURN sum(CASE WHEN missing THEN 1 ELSE 0 END) AS created

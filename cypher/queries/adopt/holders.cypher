// Which relationships of a type have one of these ids, or get it?
//
// parameters:
//   $ids: list<string> = ['example:1']  -- 20 at most
//   $property: string? = null  -- the property that becomes the edge_id of those that have none
//   $labels: list<string> = ['Gene']  -- whose nodes are to be endpoints; parallel to the keys
//   $keys: list<string> = ['symbol']  -- the property that is to be the key of each label's nodes
// columns:
//   id: string
//   edge: string  -- by the keys of its end nodes
// order: none; 40 at most
// edges: each type
// scan: asked once, when ids stand twice
// access: read
MATCH (source)-[r:KG_EDGE]->(target)
WITH source, r, target,
  // include: adopt/will-be-id
  AS id
WHERE id IN $ids
WITH source, r, target, id
LIMIT 40
WITH r, id, coalesce(toStringOrNull(source.id),
  // include: adopt/given-key node=source
  , '?') AS source_key, coalesce(toStringOrNull(target.id),
  // include: adopt/given-key node=target
  , '?') AS target_key
RETURN id, '(' + source_key + ')-[' + type(r) + ']->(' + target_key + ')' AS edge

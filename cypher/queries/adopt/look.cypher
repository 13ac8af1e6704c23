// What do the relationships of some types hold that stand at some places of the store, as far as it has to be looked at before they
// become edges?
//
// parameters:
//   $edge_types: list<string> = ['CtD', 'DaG']
//   $prefix: string = '5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:'  -- what their element ids begin with
//   $first: integer = 0  -- and the numbers that they end with: from this one
//   $last: integer = 1999  -- to this one
//   $property: string? = null  -- the property that becomes the edge_id of those that have none
//   $labels: list<string> = ['Gene']  -- whose nodes are to be endpoints; parallel to the keys
//   $keys: list<string> = ['symbol']  -- the property that is to be the key of each label's nodes
//   $maps: map = {confidence: 'score'}  -- the property that gives each column to relationships without it
//   $attributes: boolean = false  -- whether those without source_* are to be read, too
//   $inputs: boolean = true  -- whether those with an inference_input are to be read, too
// columns:
//   edge_type: string
//   edges: integer
//   unidentified: integer  -- how many have no edge_id
//   ids: list<string>  -- that they have, or get from the property
//   inputs: list<string>  -- the inference_input of those that are not to be read: it must be JSON
//   unread: list<map>  -- those to be looked at: element, id, source, target, reason, seen, and pairs: columns, mapped (what gives each)
// order: edge_type; types without relationships there have no row
// edges: by element id
// access: read
UNWIND range($first, $last) AS place
WITH $prefix + toString(place) AS element_id
// The second condition is always true: with it, the planner seeks also where it believes that there are hardly any relationships.
MATCH (source)-[r]->(target)
WHERE elementId(r) = element_id AND coalesce(r.edge_id, '') IS NOT NULL
WITH source, r, target, type(r) AS edge_type
WHERE edge_type IN $edge_types
WITH source, r, target,
  // include: adopt/will-be-id
  AS text
// include: edges/unfit
// Whether a version is real is looked up once for all relationships that name it.
WITH r.source_artifact_id AS version, r.source_version AS number,
  collect({source: source, r: r, target: target, reason: reason}) AS alike
WITH alike, EXISTS { MATCH (m:ModelVersion {id: version}) WHERE m.version_number = number } AS is_real
UNWIND alike AS one
WITH one.source AS source, one.r AS r, one.target AS target, one.reason AS reason, is_real
WITH source, r, target, reason,
  // include: adopt/will-be-id
  AS id,
  // include: adopt/is-to-be-read
  AS is_to_be_read
RETURN type(r) AS edge_type, count(r) AS edges, sum(CASE WHEN r.edge_id IS NULL THEN 1 ELSE 0 END) AS unidentified, collect(id) AS ids,
  collect(CASE WHEN NOT is_to_be_read THEN r.inference_input END) AS inputs,
  collect(CASE WHEN is_to_be_read THEN {
    element: elementId(r), id: id, reason: reason,
    source: coalesce(toStringOrNull(source.id),
      // include: adopt/given-key node=source
    ),
    target: coalesce(toStringOrNull(target.id),
      // include: adopt/given-key node=target
    ),
    seen:
      // include: adopt/seen
    ,
    columns: [name IN ['confidence', 'source_artifact_id', 'source_version', 'provenance_unknown', 'inference_input', 'model_id',
      'model_version', 'run_id', 'evidence', 'agent_type', 'knowledge_level', 'created_at'] WHERE r[name] IS NOT NULL | [name, r[name]]],
    mapped: [name IN keys($maps) WHERE r[$maps[name]] IS NOT NULL | [name, r[$maps[name]]]]
  } END) AS unread
ORDER BY edge_type

// Does a curated edge of the same type join the endpoints of these edges, in the same direction? Edges that are elsewhere are left out.
//
// parameters:
//   $edge_ids: list<string> = ['lr_v1:625f5f386dc21e9b']
//   $element_ids: list<string> = ['5:0c7f2a40-2a55-4a6a-9c53-6a8f1f4b0f0e:0']  -- where each stood when it was found
// columns:
//   edge_id: string
//   edge_type: string
//   is_curated: boolean  -- such an edge exists
// order: none
// edges: by element id
// access: read
UNWIND range(0, size($edge_ids) - 1) AS i
MATCH (source)-[r]->(target)
WHERE elementId(r) = $element_ids[i] AND r.edge_id = $edge_ids[i]
// Both ends are known: what is read are the relationships of the one that has fewer.
WITH r, [
    (source)-[other]->(target)
    WHERE type(other) = type(r) AND other <> r AND other.source_artifact_id IS NULL AND other.source_version IS NULL
      AND NOT coalesce(toBooleanOrNull(other.provenance_unknown), false) | 1
  ] AS curated
RETURN r.edge_id AS edge_id, type(r) AS edge_type, size(curated) > 0 AS is_curated

// One edge, the version it stands under and all that happened to it. Put your relationship type in the place of KG_EDGE.
// :param edge_id => 'lr_v1:625f5f386dc21e9b'
MATCH (source)-[r:KG_EDGE {edge_id: $edge_id}]->(target)
USING INDEX SEEK r:KG_EDGE(edge_id)
OPTIONAL MATCH (v:ModelVersion {id: coalesce(r.rescored_by_artifact_id, r.source_artifact_id)})
OPTIONAL MATCH (d:RescoreDelta {edge_id: r.edge_id})
WITH source, r, target, v, d ORDER BY d.seq
RETURN source, r, target, v, collect(d) AS history

// Inserts edges by the rules of `ingest`, from any client: one edge is a list of one. Refused rows change nothing and say why.
// A row has edge_id, source_id, relation (a registered type), target_id, and as it applies confidence, source_artifact_id,
// source_version, provenance_unknown, inference_input (JSON text), model_id, model_version, run_id, evidence, created_at (ISO 8601
// text) and properties (a map of further ones). Two clients that insert one id at once: the later fails and has to run again.
//
// parameters:
//   $rows: list<map> = [{edge_id: 'example:1', source_id: 'Compound::DB00014', relation: 'CtD', target_id: 'Disease::DOID:10283', confidence: 0.5, model_id: 'lr'}]  -- each id once, 2,000 rows at most
//   $at: instant = '2026-01-01T00:00:00Z'  -- now; stands in for a created_at that a row does not give
// columns:
//   index: integer  -- the row's place in the list, from 0
//   edge_id: string?
//   outcome: string  -- created, present (it repeats what the edge was first given) or refused
//   reason: string?  -- for refused rows
// order: index
// index: KG_EDGE(edge_id), KgNode(id), ModelVersion(id), EdgeType(name), RescoreDelta(edge_id, seq), RescoreJob(parent_id)
// edges: every type
// access: write
CALL () {
  // As edges/lock-ids.cypher says.
  UNWIND $rows AS row
  WITH DISTINCT toStringOrNull(row.edge_id) AS text
  WHERE NOT
    // include: edges/is-too-long
  WITH text ORDER BY text
  CREATE (lock:EdgeIdLock {edge_id: text})
  DELETE lock
}
UNWIND range(0, size($rows) - 1) AS i
WITH i, $rows[i] AS row
OPTIONAL MATCH (source:KgNode {id: row.source_id})
OPTIONAL MATCH (target:KgNode {id: row.target_id})
OPTIONAL MATCH (type:EdgeType {name: row.relation})
OPTIONAL MATCH (version:ModelVersion {id: row.source_artifact_id})
CALL (row) {
  CALL (row) {
    MATCH (source)-[r:KG_EDGE {edge_id: row.edge_id}]->(target)
    USING INDEX SEEK r:KG_EDGE(edge_id)
    RETURN r, source.id AS a, target.id AS b
  }
  RETURN head(collect(r)) AS r, head(collect(a)) AS a, head(collect(b)) AS b
}
// include: edges/first-confidence
WITH i, row, source, target, type, version, r, a, b, first, toStringOrNull(row.edge_id) AS text,
  row {.*, agent_type: row.properties.agent_type, knowledge_level: row.properties.knowledge_level} AS edge
WITH i, row, source, target, type, version, r, a, b, first, text,
  // include: edges/is-model-derived
  AS derived, NOT
  // include: edges/is-model-derived edge=r
  AS curated
WITH i, row, source, target, type, version, r, a, b, first, derived, curated,
  // include: edges/is-too-long
  AS too_long, derived AND row.source_artifact_id IS NULL AS unknown
WITH i, row, source, target, type, version, r, a, b, derived, curated, too_long, CASE WHEN r IS NOT NULL THEN
  // include: edges/first-difference
  END AS differs
WITH i, row, source, target, derived, r, CASE
    WHEN row.edge_id IS NULL OR row.edge_id = '' THEN 'edge_id is missing'
    WHEN too_long THEN 'edge_id is longer than 2000 bytes'
    WHEN row.confidence IS NULL AND derived THEN 'confidence is missing: an edge that a model made needs one'
    WHEN row.confidence IS NOT NULL AND NOT coalesce(row.confidence IS :: INTEGER | FLOAT, false) THEN 'confidence is not a number'
    WHEN row.confidence IS NOT NULL AND NOT
      // include: edges/is-in-range edge=row
      THEN 'confidence is not between 0 and 1'
    WHEN (row.source_artifact_id IS NULL) <> (row.source_version IS NULL) THEN 'source_artifact_id and source_version must be given together'
    WHEN row.source_artifact_id IS NOT NULL AND coalesce(row.provenance_unknown, false) THEN 'provenance_unknown contradicts source_artifact_id: leave one out'
    WHEN row.source_artifact_id IS NOT NULL AND NOT coalesce(version.version_number = row.source_version, false) THEN 'unknown version: no model version has that id and number'
    WHEN any(key IN keys(coalesce(row.properties, {})) WHERE key IN ['edge_id', 'confidence', 'source_artifact_id', 'source_version',
      'provenance_unknown', 'inference_input', 'model_id', 'model_version', 'run_id', 'evidence', 'created_at', 'senate_review_flag',
      'senate_pinned', 'attribution_method', 'rescored_by_artifact_id', 'rescored_version', 'rescored_at']) THEN 'properties names a column, or what GraphProvenance alone writes'
    WHEN type IS NULL THEN 'the relation is not a registered edge type'
    WHEN r IS NOT NULL AND NOT coalesce(type(r) = row.relation AND a = row.source_id AND b = row.target_id, false) THEN 'exists: the id belongs to another edge'
    WHEN r IS NOT NULL AND curated AND derived THEN 'exists: the edge is curated, and a model\'s row never overwrites it'
    WHEN differs IS NOT NULL THEN 'exists: the edge was given another ' + differs + ', and insertion changes no edge'
    WHEN source IS NULL THEN 'unknown endpoint: no node has the source_id'
    WHEN target IS NULL THEN 'unknown endpoint: no node has the target_id'
  END AS reason
WITH i, row, source, target, derived, reason, CASE WHEN reason IS NOT NULL THEN 'refused' WHEN r IS NULL THEN 'created' ELSE 'present' END AS outcome
FOREACH (_ IN CASE outcome WHEN 'created' THEN [0] ELSE [] END |
  CREATE (source)-[new:$(row.relation)]->(target)
  SET new = coalesce(row.properties, {})
  SET new.edge_id = row.edge_id, new.confidence = toFloat(row.confidence),
    new.source_artifact_id = row.source_artifact_id, new.source_version = row.source_version,
    new.provenance_unknown = CASE WHEN derived AND row.source_artifact_id IS NULL THEN true END,
    new.inference_input = row.inference_input, new.model_id = row.model_id, new.model_version = row.model_version,
    new.run_id = row.run_id, new.evidence = row.evidence, new.created_at = coalesce(datetime(row.created_at), datetime($at)))
WITH collect({index: i, row: row, outcome: outcome, reason: reason}) AS outcomes
CALL (outcomes) {
  UNWIND [one IN outcomes WHERE one.outcome = 'created' | one.row] AS row
  WITH row.relation AS edge_type, collect(row.edge_id) AS edge_ids
  CREATE (:Outbox {id: randomUUID(), edge_type: edge_type, edge_ids: edge_ids, delta_ids: [], created_at: datetime($at)})
  RETURN count(*) AS entries
}
CALL (outcomes) {
  UNWIND [one IN outcomes WHERE one.outcome = 'created' AND one.row.source_artifact_id IS NOT NULL | one.row] AS row
  WITH row.source_artifact_id AS version_id, min(row.edge_id) AS edge_id, count(*) AS edges
  MATCH (j:RescoreJob {parent_id: version_id})
  // include: rescore/reopen-job
  RETURN count(*) AS jobs
}
UNWIND outcomes AS one
RETURN one.index AS index, one.row.edge_id AS edge_id, one.outcome AS outcome, one.reason AS reason
ORDER BY index

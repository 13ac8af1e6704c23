// On which contributions does a version rest, directly or through others, and what is each of them said to rely on?
//
// parameters:
//   $version: string = 'lr_v2'  -- id of a ModelVersion
// columns:
//   node: string  -- the contribution's elementId
//   kind: string  -- ModelVersion, Dataset, Benchmark or EvalRun
//   id: string?  -- of the contribution
//   owners: list<string>  -- agent ids, one where all is well; empty text for an agent without an id
//   targets: list<string>  -- elementIds of what it relies on, one entry a relationship
//   weights: list<integer>  -- of those relationships; 0 where it is not a whole number from 1 to 1,000,000
//   roles: list<string>  -- of those relationships; empty text where there is none
// order: none
// index: ModelVersion(id)
// access: read
MATCH (v:ModelVersion {id: $version})-[:RELIED_ON*0..]->(n)
USING INDEX SEEK v:ModelVersion(id)
WITH DISTINCT n
CALL (n) {
  MATCH (n)-[:OWNED_BY]->(a)
  RETURN collect(coalesce(toStringOrNull(a.id), '')) AS owners
}
CALL (n) {
  MATCH (n)-[r:RELIED_ON]->(m)
  WITH r, m, r.weight AS w
  RETURN collect(elementId(m)) AS targets, collect(coalesce(r.role, '')) AS roles,
         collect(CASE WHEN w IS :: INTEGER NOT NULL AND w >= 1 AND w <= 1000000 THEN w ELSE 0 END) AS weights
}
RETURN elementId(n) AS node, coalesce(labels(n)[0], '') AS kind, toStringOrNull(n.id) AS id, owners, targets, weights, roles

// Who is credited for a promotion, and along which relationships? 10^12 units start at a model version. A node with mass m passes
// m * weight / (sum of its weights) along each RELIED_ON, and 17/20 of that where the owner changes, all rounded down. What goes to a
// node of the same owner is that owner's already; what comes from others is earned. Relationships to a node of the same owner from which
// no other owner can be reached do not count. Eight steps: one row a contribution and step, those of one owner together.
// While there are rows of step 8, run it again with version null and their node and mass as nodes and masses, in the rows' order.
// The relationships must be free of cycles and their weights whole numbers from 1 to 1,000,000: see credit/reachable.
//
// parameters:
//   $version: string? = 'lr_v2'  -- id of the promoted ModelVersion; null when going on
//   $nodes: list<string> = []  -- when going on: elementIds of the contributions reached, each once; else empty
//   $masses: list<integer> = []  -- when going on: the units at each of them
// columns:
//   owner: string?  -- agent id; null when nobody owns it, which pays the treasury
//   earned: integer  -- units that this owner earned in these steps; the seed's are its owner's
//   share_ppm: integer  -- earned, in millionths of what all owners earned in these steps, rounded down
//   kind: string  -- ModelVersion, Dataset, Benchmark or EvalRun
//   id: string?  -- of the contribution
//   step: integer  -- 0 to 8; step 8 has yet to pass on what it got
//   position: integer  -- within the step
//   mass: integer  -- units that reached it in this step
//   sources: list<integer>  -- positions in the step before that passed something, one entry a relationship
//   weights: list<integer>  -- the weights of those relationships
//   passed: list<integer>  -- units that came along each of them
//   node: string  -- the contribution's elementId, for going on
// order: earned descending, owner, step, position
// index: ModelVersion(id)
// access: read
CALL () {
  MATCH (x:ModelVersion {id: $version}) RETURN x, 1000000000000 AS m, 1000000000000 AS earned
  UNION ALL
  UNWIND range(0, size($nodes) - 1) AS i
  MATCH (x) WHERE elementId(x) = $nodes[i] RETURN x, $masses[i] AS m, 0 AS earned
}
OPTIONAL MATCH (x)-[:OWNED_BY]->(a)
WITH collect([x, a, m, earned, [], [], []]) AS f0
// repeat: 8
CALL (f0) {
  UNWIND range(0, size(f0) - 1) AS i
  WITH i, f0[i][0] AS x, f0[i][1] AS a, f0[i][2] AS m
  MATCH (x)-[r:RELIED_ON]->(y)
  WITH y, collect([i, a, m, r.weight]) AS arriving
  OPTIONAL MATCH (y)-[:OWNED_BY]->(b)
  UNWIND arriving AS e
  WITH y, b, e[0] AS i, e[1] AS a, e[2] AS m, e[3] AS w, coalesce(e[1] = b, false) AS own
  WHERE NOT own
    OR EXISTS { (y)-[:RELIED_ON]->(z) WHERE NOT EXISTS { (z)-[:OWNED_BY]->(a) } }
    OR EXISTS { MATCH SHORTEST 1 (y)-[:RELIED_ON]->+(z) WHERE NOT EXISTS { (z)-[:OWNED_BY]->(a) } }
  WITH i, m, sum(w) AS total, collect([y, b, w, own]) AS counting
  UNWIND counting AS e
  WITH e[0] AS y, e[1] AS b, i, e[2] AS w, e[3] AS own, m * e[2] / total AS p
  WITH y, b, i, w, own, CASE WHEN own THEN p ELSE p * 17 / 20 END AS p
  WITH y, b, sum(p) AS m, sum(CASE WHEN own THEN 0 ELSE p END) AS earned,
       collect(i) AS sources, collect(w) AS weights, collect(p) AS passed
  RETURN collect([y, b, m, earned, sources, weights, passed]) AS f1
}
// end repeat
WITH [f0, f1, f2, f3, f4, f5, f6, f7, f8] AS steps
WITH steps, reduce(t = 0, f IN steps | t + reduce(s = 0, e IN f | s + e[3])) AS total
UNWIND range(0, 8) AS step
UNWIND range(0, size(steps[step]) - 1) AS position
WITH total, step, position, steps[step][position] AS e
WITH total, e[1] AS a, sum(e[3]) AS earned, collect([step, position, e]) AS entries
UNWIND entries AS entry
WITH total, a, earned, entry[0] AS step, entry[1] AS position, entry[2] AS e
RETURN toStringOrNull(a.id) AS owner, earned, CASE total WHEN 0 THEN 0 ELSE earned * 1000000 / total END AS share_ppm, coalesce(labels(e[0])[0], '') AS kind,
       toStringOrNull(e[0].id) AS id, step, position, e[2] AS mass, e[4] AS sources, e[5] AS weights, e[6] AS passed, elementId(e[0]) AS node
ORDER BY earned DESC, owner, step, position

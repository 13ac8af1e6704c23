// Makes the contributions of model versions and who owns them. A row is a version itself, or something that one relied on.
// A relationship that stands between the two already is left as it is, whatever its weight. One that this statement made and that the
// version no longer names goes. The owner named is followed; where none is, one that the user wrote into the graph is kept.
//
// parameters:
//   $job: string = 'credit'  -- the lease that this write is made under
//   $epoch: integer = 1  -- its epoch; under an older one nothing is written
//   $versions: list<string?> = [null]  -- per row: id of the relying ModelVersion, whose own row comes first; null for that row
//   $roles: list<string?> = [null]  -- per row: dataset, benchmark, eval_run or parent; null for a version's own row
//   $kinds: list<string> = ['ModelVersion']  -- per row: ModelVersion, Dataset, Benchmark or EvalRun
//   $ids: list<string> = ['lr_v2']  -- per row: id of the contribution
//   $owners: list<string?> = ['tess']  -- per row: agent id; null when nobody is named
//   $model_ids: list<string?> = ['lr']  -- per row: of a version; else null
//   $numbers: list<integer?> = [2]  -- per row: version_number of a version; else null
// columns:
//   rows: integer  -- rows made or found; no row when the lease is lost
// index: Lease(job), ModelVersion(id), Dataset(id), Benchmark(id), EvalRun(id), Agent(id)
// access: write
// include: leases/guard
CALL () {
  UNWIND range(0, size($ids) - 1) AS i
  CALL (i) {
    WITH i WHERE $kinds[i] = 'ModelVersion'
    MERGE (n:ModelVersion {id: $ids[i]}) ON CREATE SET n.model_id = $model_ids[i], n.version_number = $numbers[i] RETURN n
    UNION ALL
    WITH i WHERE $kinds[i] = 'Dataset' MERGE (n:Dataset {id: $ids[i]}) RETURN n
    UNION ALL
    WITH i WHERE $kinds[i] = 'Benchmark' MERGE (n:Benchmark {id: $ids[i]}) RETURN n
    UNION ALL
    WITH i WHERE $kinds[i] = 'EvalRun' MERGE (n:EvalRun {id: $ids[i]}) RETURN n
  }
  CALL (i, n) {
    WITH i, n WHERE $owners[i] IS NOT NULL
    MERGE (a:Agent {id: $owners[i]})
    MERGE (n)-[o:OWNED_BY]->(a) ON CREATE SET o.derived = true
  }
  CALL (i, n) {
    MATCH (n)-[o:OWNED_BY]->(a)
    WHERE CASE WHEN $owners[i] IS NULL THEN o.derived ELSE a.id <> $owners[i] END
    DELETE o
  }
  CALL (i, n) {
    MATCH (v:ModelVersion {id: $versions[i]})
    MERGE (v)-[r:RELIED_ON]->(n) ON CREATE SET r.weight = 1, r.role = $roles[i], r.derived = true
  }
  WITH coalesce($versions[i], $ids[i]) AS version, collect(n) AS named
  CALL (version, named) {
    MATCH (v:ModelVersion {id: version})-[r:RELIED_ON]->(m)
    USING INDEX SEEK v:ModelVersion(id)
    WHERE r.derived AND NOT m IN named
    DELETE r
  }
  RETURN sum(size(named)) AS rows
}
RETURN rows

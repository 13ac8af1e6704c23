// Which of these versions are to be rescored by a job, and is one of their jobs done?
//
// parameters:
//   $versions: list<string> = ['lr_v1']
// columns:
//   version: string
//   has_done: boolean
// order: none
// index: RescoreJob(parent_id)
// access: read
UNWIND $versions AS version
MATCH (j:RescoreJob {parent_id: version})
RETURN version, count(CASE j.status WHEN 'done' THEN 1 END) > 0 AS has_done

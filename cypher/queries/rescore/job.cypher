// How far is a promotion?
//
// parameters:
//   $promotion: string = 'p1'
// columns:
//   id: string  -- the promotion
//   parent_id: string?  -- null only for refused ones
//   child_id: string?
//   status: string
//   reason: string?  -- why it was refused or parked, or how the last pass failed
//   detected_at: instant
//   edges_left: integer  -- edges that still stand under the parent
//   passes: integer  -- begun so far, failed ones included
//   failures: integer  -- in a row
//   unscored: integer  -- edges that could not be scored, since the job last began from the start
//   cursor: string  -- edges beyond this edge_id are still to be looked at
//   is_let_pass: boolean  -- a person has let it pass: it is not held again
//   rank: integer  -- 0: edges have been rescored and some are left; 2: its last pass changed nothing; else 1
// order: one row at most
// index: RescoreJob(id)
// access: read
MATCH (j:RescoreJob {id: $promotion})
RETURN
  // include: rescore/job-columns

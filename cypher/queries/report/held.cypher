// What would a promotion that is held do to its edges?
//
// parameters:
//   $promotion: string = 'p1'
// columns:
//   report: string?  -- as it was made when the promotion was held, JSON text; null when it is not held
// order: one row at most
// index: RescoreJob(id)
// access: read
MATCH (j:RescoreJob {id: $promotion})
RETURN CASE j.status WHEN 'held' THEN j.held_report END AS report

// By which promotions did a version come?
//
// parameters:
//   $version: string = 'lr_v2'
//   $statuses: list<string> = ['queued', 'parked', 'held', 'refused', 'old', 'done']
// columns:
//   id: string  -- the promotion
// order: id
// index: RescoreJob(status); jobs are few, one a promotion
// access: read
MATCH (j:RescoreJob)
WHERE j.status IN $statuses AND j.child_id = $version
RETURN j.id AS id
ORDER BY id

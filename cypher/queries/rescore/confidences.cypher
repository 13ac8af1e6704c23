// How were the confidences of a pass's edges spread before and after it, in steps of a tenth?
//
// parameters:
//   $pass: string = 'p1#1'
// columns:
//   before: integer  -- old confidences from before/10 up to, but not including, (before+1)/10
//   after: integer  -- new confidences, the same way
//   deltas: integer
// order: before, then after
// index: RescoreDelta(pass_id)
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE
  // include: rescore/is-of-rescoring
RETURN toInteger(floor(d.old_confidence * 10)) AS before, toInteger(floor(d.new_confidence * 10)) AS after, count(*) AS deltas
ORDER BY before, after

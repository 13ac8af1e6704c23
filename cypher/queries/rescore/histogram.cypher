// How are a pass's deltas spread, in steps of a tenth?
//
// parameters:
//   $pass: string = 'p1#1'
// columns:
//   bin: integer  -- deltas from bin/10 up to, but not including, (bin+1)/10
//   deltas: integer
// order: bin
// index: RescoreDelta(pass_id)
// access: read
MATCH (d:RescoreDelta {pass_id: $pass})
USING INDEX SEEK d:RescoreDelta(pass_id)
WHERE
  // include: rescore/is-of-rescoring
RETURN toInteger(floor(d.delta * 10)) AS bin, count(*) AS deltas
ORDER BY bin

// Notes that a pass stands in the journal, or is just being written there.
//
// parameters:
//   $pass: string = 'p1#1'
//   $writer: string = '1f0c'  -- whoever writes it; one of several is the first
// columns:
//   is_first: boolean  -- nobody else has noted it before
// order: one row at most
// index: RescorePass(id)
// access: write
MATCH (p:RescorePass {id: $pass})
SET p.id = p.id
SET p.journaled_by = coalesce(p.journaled_by, $writer), p.journaled = true
RETURN p.journaled_by = $writer AS is_first

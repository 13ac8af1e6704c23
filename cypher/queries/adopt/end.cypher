// Notes that the edges of a type have been adopted.
//
// parameters:
//   $edge_type: string = 'CtD'
// scan: one node a type that is being adopted
// access: write
MATCH (a:Adoption {edge_type: $edge_type})
DELETE a

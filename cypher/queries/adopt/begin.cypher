// Notes that edges of a type are being adopted: until adopt/end all of them are still to be put into the outbox.
//
// parameters:
//   $edge_type: string = 'CtD'
// scan: one node a type that is being adopted
// access: write
MERGE (:Adoption {edge_type: $edge_type})

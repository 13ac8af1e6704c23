// Notes that edges of some types are being adopted: until adopt/end all of them are still to be put into the outbox.
//
// parameters:
//   $edge_types: list<string> = ['CtD']
// scan: one node a type that is being adopted
// access: write
UNWIND $edge_types AS edge_type
MERGE (:Adoption {edge_type: edge_type})

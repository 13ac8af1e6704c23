// Notes that the edges of some types have been adopted.
//
// parameters:
//   $edge_types: list<string> = ['CtD']
// scan: one node a type that is being adopted
// access: write
MATCH (a:Adoption)
WHERE a.edge_type IN $edge_types
DELETE a

// Registers edge types, whose schema must have been made before.
//
// parameters:
//   $names: list<string> = ['CtD', 'CbG']  -- relationship types as they stand
// access: write
UNWIND $names AS name
MERGE (:EdgeType {name: name})

// Makes curated edges of one type in the graph that the demo finds, known by their own property.
//
// parameters:
//   $ids: list<string> = ['4c6f4e8b0c9ea358']  -- all lists are parallel
//   $sources: list<string> = ['Compound::DB00230']
//   $targets: list<string> = ['Gene::9254']
//   $licenses: list<string> = ['CC0-1.0']
// index: Hetionet(identifier), which the demo makes
// edges: each type
// access: write
UNWIND range(0, size($ids) - 1) AS i
MATCH (source:Hetionet {identifier: $sources[i]})
MATCH (target:Hetionet {identifier: $targets[i]})
CREATE (source)-[:KG_EDGE {hetio_id: $ids[i], license: $licenses[i]}]->(target)

// Makes curated edges in the graph that the demo finds, known by their own property.
UNWIND range(0, size($ids) - 1) AS i
MATCH (source:Hetionet {identifier: $sources[i]})
MATCH (target:Hetionet {identifier: $targets[i]})
CREATE (source)-[:$($types[i]) {hetio_id: $ids[i], license: $licenses[i]}]->(target)

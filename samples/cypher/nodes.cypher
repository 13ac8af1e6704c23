// Makes the nodes of the graph that the demo finds: labelled by kind, known by their own property, as somebody's graph would be.
UNWIND range(0, size($ids) - 1) AS i
CREATE (n:Hetionet:$($kinds[i]) {identifier: $ids[i], name: $names[i], kind: $kinds[i]})

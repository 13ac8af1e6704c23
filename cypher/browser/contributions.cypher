// The contributions behind a promoted version and who owns them, as a picture.
// Who gets which share of them: credit/walk.cypher as `bridge cypher --out` writes it, with the same :param, and :param nodes => [],
// :param masses => [].
// :param version => 'lr_v2'
MATCH path = (:ModelVersion {id: $version})-[:RELIED_ON*0..8]->(contribution)
OPTIONAL MATCH owned = (contribution)-[:OWNED_BY]->()
RETURN path, owned
LIMIT 500

// Which relationship types carry provenance?
MATCH (t:EdgeType)
RETURN t.name AS type
ORDER BY type

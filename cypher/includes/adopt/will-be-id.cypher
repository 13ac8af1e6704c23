// The id that the edge `r` has, or gets from the property $property; null when it gets a random one.
coalesce(toStringOrNull(r.edge_id), CASE WHEN $property IS NOT NULL AND toStringOrNull(r[$property]) <> '' THEN toStringOrNull(r[$property]) END)

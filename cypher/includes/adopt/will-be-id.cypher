// The id that the edge `r` has as text, or gets from the property $property; null when it gets a random one, or has no text.
CASE WHEN r.edge_id IS NULL AND $property IS NOT NULL AND toStringOrNull(r[$property]) <> '' THEN toStringOrNull(r[$property])
  WHEN r.edge_id IS :: STRING AND r.edge_id <> '' THEN r.edge_id END

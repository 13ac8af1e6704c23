// The evidence of `edge`, a relationship or a row, as one text; a list's items stand a line each.
CASE WHEN edge.evidence IS :: LIST<ANY>
  THEN reduce(text = '', item IN coalesce(edge.evidence, []) | text + coalesce(toStringOrNull(item), '') + '\n')
  ELSE toStringOrNull(edge.evidence) END

// Whether a model is behind `edge`, a relationship or a row, known or not. GraphSync/Edges/ModelDerivation.cs says the same; a test
// holds them together.
(edge.source_artifact_id IS NOT NULL OR edge.source_version IS NOT NULL OR coalesce(toBooleanOrNull(edge.provenance_unknown), false)
  OR edge.run_id IS NOT NULL OR edge.model_id IS NOT NULL OR
  // include: edges/is-marked-as-model-derived
  OR coalesce(
    // include: edges/evidence-text
    =~ '(?s).*(?<![0-9A-Za-z_])model:(?:(?!model:)[^ \\t\\n\\x0B\\f\\r])+?@v[0-9]+.*', false))

// Whether Biolink's own properties say that a model made `edge`, a relationship or a map: an agent_type that is no person's, or a
// knowledge_level that is a guess. One item of a list, which may be a text with |, is enough; nulls and blanks say
// nothing.
// GraphSync/Edges/BiolinkMark.cs says the same.
(edge.agent_type IS NOT NULL AND coalesce(any(
    item IN CASE WHEN edge.agent_type IS :: LIST<ANY> THEN edge.agent_type ELSE [edge.agent_type] END
    WHERE NOT toStringOrNull(item)
      =~ '(?i)[\\s\\xA0]*(biolink:)?(manual_agent|manual_validation_of_automated_agent|not_provided)?[\\s\\xA0]*'), false)
  OR edge.knowledge_level IS NOT NULL AND coalesce(any(
    item IN CASE WHEN edge.knowledge_level IS :: LIST<ANY> THEN edge.knowledge_level ELSE [edge.knowledge_level] END
    WHERE toStringOrNull(item) =~ '(?is)(.*\\|)?[\\s\\xA0]*(biolink:)?(prediction|statistical_association)[\\s\\xA0]*(\\|.*)?'), false))

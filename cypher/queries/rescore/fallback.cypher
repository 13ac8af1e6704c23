// What are the new confidences where the child has no scorer? In proportion to the quality scores, 1 at most.
//
// parameters:
//   $confidences: list<float> = [0.5, 0.9]
//   $parent_quality: float = 0.541043624436525  -- above 0
//   $child_quality: float = 0.855099131959695  -- above 0
// columns:
//   scores: list<float>  -- parallel to $confidences
// access: read
RETURN [old IN $confidences |
  CASE WHEN old * $child_quality / $parent_quality > 1.0 THEN 1.0 ELSE old * $child_quality / $parent_quality END] AS scores

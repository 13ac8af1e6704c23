// Whether the edge `r` is as the delta `undone` left it, so that the value before can come back. A decision that was taken back has left
// it so again. `before` is the confidence that was read.
coalesce(undone IN [latest.id, latest.reinstates_id] AND r.confidence = before AND r.rescored_by_artifact_id = latest.child_id, false)

-- Where a batch lands before it is merged. Text for JSON, so that one bad value is found by the merge, row by row if need be.
CREATE TEMP TABLE bridge_stage_edges (
    id text, source_id text, source_type text, relation text, target_id text, target_type text, confidence double precision,
    source_artifact_id text, source_version integer, provenance_unknown boolean, senate_review_flag boolean, inference_input text,
    rescored_by_artifact_id text, rescored_version integer, rescored_at timestamptz, created_at timestamptz
) ON COMMIT DROP;
CREATE TEMP TABLE bridge_stage_deltas (
    id text, edge_id text, pass_id text, promotion_id text, parent_id text, child_id text, scorer text, class text,
    old_confidence double precision, new_confidence double precision, delta double precision, at timestamptz
) ON COMMIT DROP;
CREATE TEMP TABLE bridge_stage_reviews (
    id text, edge_id text, relation text, decision text, reviewer text, reason text, delta_id text, pass_id text, promotion_id text,
    undoes text, undone_by text, pins boolean, seq integer, confidence_before double precision, confidence double precision,
    decided_at timestamptz
) ON COMMIT DROP;

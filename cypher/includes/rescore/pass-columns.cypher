// A pass `p` as RescorePassRow.
p.id AS id, p.promotion_id AS promotion_id, p.parent_id AS parent_id, p.child_id AS child_id, p.status AS status, p.reason AS reason,
p.started_at AS started_at, p.scorer AS scorer, p.at_most AS at_most, p.after_edge_id AS after_edge_id, p.last_edge_id AS last_edge_id,
p.large_decrease_threshold AS large_decrease_threshold, p.stable_band AS stable_band, p.edges AS edges,
p.large_decrease AS large_decrease, p.moderate AS moderate, p.stable AS stable, p.increase AS increase, coalesce(p.pinned, 0) AS pinned,
p.flagged AS flagged

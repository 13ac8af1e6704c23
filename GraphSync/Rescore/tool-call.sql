-- One row a pass; a pass that was cut off and resumed keeps it.
INSERT INTO tool_calls (id, tool_name, status, inputs, outputs, error, started_at, duration_ms)
VALUES (@id, 'model_rescore', @status, @inputs::jsonb, @outputs::jsonb, @error, @startedAt, @durationMs)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, outputs = excluded.outputs, error = excluded.error, duration_ms = excluded.duration_ms

INSERT INTO schedule_runs (job, known_since) VALUES (@job, @now)
ON CONFLICT (job) DO UPDATE SET known_since = coalesce(schedule_runs.known_since, excluded.known_since)
RETURNING known_since AS "KnownSince", last_success_at AS "LastSuccessAt", last_attempt_at AS "LastAttemptAt", run_again_at AS "RunAgainAt", last_error AS "LastError"

SELECT job AS "Job", known_since AS "KnownSince", last_success_at AS "LastSuccessAt", last_attempt_at AS "LastAttemptAt",
       run_again_at AS "RunAgainAt", last_error AS "LastError"
FROM schedule_runs ORDER BY job LIMIT 100

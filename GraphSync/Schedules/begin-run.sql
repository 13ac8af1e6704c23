UPDATE schedule_runs SET last_attempt_at = @at WHERE job = @job

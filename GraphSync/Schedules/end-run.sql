UPDATE schedule_runs
SET last_success_at = @at, run_again_at = @again, last_error = @error
WHERE job = @job

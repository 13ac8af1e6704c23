UPDATE schedule_runs SET last_error = @error WHERE job = @job

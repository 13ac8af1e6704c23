-- Since when a schedule is known, so that its first run is not missed either, and when a run that came too early is to be repeated.
ALTER TABLE schedule_runs ADD COLUMN IF NOT EXISTS known_since timestamptz;
ALTER TABLE schedule_runs ADD COLUMN IF NOT EXISTS run_again_at timestamptz;

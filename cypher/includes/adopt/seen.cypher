// What the edge `r` says in the columns of the contract, as one text that changes with them.
reduce(text = '', name IN ['confidence', 'source_artifact_id', 'source_version', 'provenance_unknown', 'model_id', 'model_version',
  'run_id', 'evidence', 'created_at', 'rescored_by_artifact_id'] | text + coalesce(toStringOrNull(r[name]), '') + '\n')

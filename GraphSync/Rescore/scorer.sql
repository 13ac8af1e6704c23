SELECT scorer FROM model_versions WHERE artifact_id = @id

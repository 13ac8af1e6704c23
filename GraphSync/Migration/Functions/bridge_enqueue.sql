-- Statement triggers: enqueues the rows of one statement. The argument is the table's name.
-- Runs as its owner, so that who writes the tables needs no right on the inbox; hence the fixed search_path, pg_temp last,
-- and the casts: without them a varchar column could pick an operator that somebody put into the schema.
CREATE OR REPLACE FUNCTION {schema}.bridge_enqueue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp
AS $body$
BEGIN
    CASE TG_ARGV[0]
    WHEN 'artifacts' THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO bridge_inbox (source_table, row_id)
            SELECT 'artifacts', n.id::text FROM new_rows n WHERE n.artifact_type::text IS DISTINCT FROM 'kg_edge';
        ELSE
            -- A row that leaves or enters the type kg_edge counts too.
            INSERT INTO bridge_inbox (source_table, row_id)
            SELECT 'artifacts', n.id::text FROM new_rows n WHERE n.artifact_type::text IS DISTINCT FROM 'kg_edge'
            UNION
            SELECT 'artifacts', o.id::text FROM old_rows o WHERE o.artifact_type::text IS DISTINCT FROM 'kg_edge';
        END IF;
    WHEN 'model_versions' THEN
        INSERT INTO bridge_inbox (source_table, row_id)
        SELECT 'model_versions', n.artifact_id::text FROM new_rows n;
    WHEN 'datasets' THEN
        INSERT INTO bridge_inbox (source_table, row_id)
        SELECT 'datasets', n.id::text FROM new_rows n;
    WHEN 'world_model_improvements' THEN
        INSERT INTO bridge_inbox (source_table, row_id)
        SELECT 'world_model_improvements', n.id::text FROM new_rows n
        WHERE n.event_type::text IN ('model_version_promoted', 'edge_economic_event');
    END CASE;
    RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION {schema}.bridge_enqueue() FROM PUBLIC;

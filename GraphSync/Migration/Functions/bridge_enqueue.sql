-- Statement triggers: enqueues the rows of one statement. The argument is the table's name.
-- Runs as another role than whoever writes the table, so it runs nothing that the table's owner can define: format() takes the
-- output function of a column's type, which only a superuser makes, where a cast may be the owner's; all else is text, and
-- pg_catalog's.
CREATE OR REPLACE FUNCTION {schema}.bridge_enqueue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
    CASE TG_ARGV[0]
    WHEN 'artifacts' THEN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO {schema}.bridge_inbox (source_table, row_id)
            SELECT 'artifacts', format('%s', n.id) FROM new_rows n WHERE format('%s', n.artifact_type) <> 'kg_edge';
        ELSE
            -- A row that leaves or enters the type kg_edge counts too.
            INSERT INTO {schema}.bridge_inbox (source_table, row_id)
            SELECT 'artifacts', format('%s', n.id) FROM new_rows n WHERE format('%s', n.artifact_type) <> 'kg_edge'
            UNION
            SELECT 'artifacts', format('%s', o.id) FROM old_rows o WHERE format('%s', o.artifact_type) <> 'kg_edge';
        END IF;
    WHEN 'model_versions' THEN
        INSERT INTO {schema}.bridge_inbox (source_table, row_id)
        SELECT 'model_versions', format('%s', n.artifact_id) FROM new_rows n;
    WHEN 'datasets' THEN
        INSERT INTO {schema}.bridge_inbox (source_table, row_id)
        SELECT 'datasets', format('%s', n.id) FROM new_rows n;
    WHEN 'world_model_improvements' THEN
        INSERT INTO {schema}.bridge_inbox (source_table, row_id)
        SELECT 'world_model_improvements', format('%s', n.id) FROM new_rows n
        WHERE format('%s', n.event_type) IN ('model_version_promoted', 'edge_economic_event');
        -- Wakes the daemons that listen.
        PERFORM pg_notify('bridge_events', e.kind) FROM (SELECT DISTINCT format('%s', n.event_type) AS kind FROM new_rows n) e
        WHERE e.kind IN ('model_version_promoted', 'edge_economic_event');
    END CASE;
    RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION {schema}.bridge_enqueue() FROM PUBLIC;

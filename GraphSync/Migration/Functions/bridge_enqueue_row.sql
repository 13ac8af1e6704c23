-- Row triggers, for partitioned tables: a statement trigger does not see what is written to a partition directly.
-- What bridge_enqueue says of its expressions holds here, too.
CREATE OR REPLACE FUNCTION {schema}.bridge_enqueue_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
    CASE TG_ARGV[0]
    WHEN 'artifacts' THEN
        IF format('%s', NEW.artifact_type) = 'kg_edge' THEN
            IF TG_OP = 'INSERT' THEN
                RETURN NULL;
            ELSIF format('%s', OLD.artifact_type) = 'kg_edge' THEN
                RETURN NULL;
            END IF;
        END IF;
        INSERT INTO {schema}.bridge_inbox (source_table, row_id) VALUES ('artifacts', format('%s', NEW.id));
    WHEN 'model_versions' THEN
        INSERT INTO {schema}.bridge_inbox (source_table, row_id) VALUES ('model_versions', format('%s', NEW.artifact_id));
    WHEN 'datasets' THEN
        INSERT INTO {schema}.bridge_inbox (source_table, row_id) VALUES ('datasets', format('%s', NEW.id));
    WHEN 'world_model_improvements' THEN
        IF format('%s', NEW.event_type) IN ('model_version_promoted', 'edge_economic_event') THEN
            INSERT INTO {schema}.bridge_inbox (source_table, row_id) VALUES ('world_model_improvements', format('%s', NEW.id));
            PERFORM pg_notify('bridge_events', format('%s', NEW.event_type));
        END IF;
    END CASE;
    RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION {schema}.bridge_enqueue_row() FROM PUBLIC;

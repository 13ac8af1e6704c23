-- Row triggers, for partitioned tables: a statement trigger does not see what is written to a partition directly.
CREATE OR REPLACE FUNCTION {schema}.bridge_enqueue_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp
AS $body$
BEGIN
    CASE TG_ARGV[0]
    WHEN 'artifacts' THEN
        IF NEW.artifact_type::text IS NOT DISTINCT FROM 'kg_edge' THEN
            IF TG_OP = 'INSERT' THEN
                RETURN NULL;
            ELSIF OLD.artifact_type::text IS NOT DISTINCT FROM 'kg_edge' THEN
                RETURN NULL;
            END IF;
        END IF;
        INSERT INTO bridge_inbox (source_table, row_id) VALUES ('artifacts', NEW.id::text);
    WHEN 'model_versions' THEN
        INSERT INTO bridge_inbox (source_table, row_id) VALUES ('model_versions', NEW.artifact_id::text);
    WHEN 'datasets' THEN
        INSERT INTO bridge_inbox (source_table, row_id) VALUES ('datasets', NEW.id::text);
    WHEN 'world_model_improvements' THEN
        IF NEW.event_type::text IN ('model_version_promoted', 'edge_economic_event') THEN
            INSERT INTO bridge_inbox (source_table, row_id) VALUES ('world_model_improvements', NEW.id::text);
        END IF;
    END CASE;
    RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION {schema}.bridge_enqueue_row() FROM PUBLIC;

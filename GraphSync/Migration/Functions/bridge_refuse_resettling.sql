-- What credit_events says of an event stays, but for two things: a payment's flows are added once, and what was paid may be reversed.
CREATE OR REPLACE FUNCTION {schema}.bridge_refuse_resettling() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.event_id = OLD.event_id AND NEW.pool_utok IS NOT DISTINCT FROM OLD.pool_utok AND (
            NEW.status = OLD.status AND NEW.reason IS NOT DISTINCT FROM OLD.reason AND OLD.flows IS NULL
            OR OLD.status = 'paid' AND NEW.status = 'reversed' AND NEW.flows IS NOT DISTINCT FROM OLD.flows) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% of % is refused: event % is settled, and the books are append-only', TG_OP, TG_TABLE_NAME, OLD.event_id
        USING ERRCODE = 'restrict_violation',
              HINT = 'To take a payout back, run: credit reverse EVENT_ID --why TEXT';
END
$body$;
GRANT EXECUTE ON FUNCTION {schema}.bridge_refuse_resettling() TO PUBLIC;

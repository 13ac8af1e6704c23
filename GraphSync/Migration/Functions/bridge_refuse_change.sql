-- Keeps wallet_ledger append-only, and the rows of credit_events. Whoever owns a book attaches it.
CREATE OR REPLACE FUNCTION {schema}.bridge_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $body$
BEGIN
    RAISE EXCEPTION '% of % is refused: the books are append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'To take a payout back, run: credit reverse EVENT_ID --why TEXT';
END
$body$;
GRANT EXECUTE ON FUNCTION {schema}.bridge_refuse_change() TO PUBLIC;

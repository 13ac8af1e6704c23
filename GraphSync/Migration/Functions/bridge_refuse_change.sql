-- Keeps wallet_ledger append-only.
CREATE OR REPLACE FUNCTION {schema}.bridge_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp
AS $body$
BEGIN
    RAISE EXCEPTION '% of % is refused: the ledger is append-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation',
              HINT = 'To take a payout back, run: credit reverse EVENT_ID --why TEXT';
END
$body$;
REVOKE ALL ON FUNCTION {schema}.bridge_refuse_change() FROM PUBLIC;

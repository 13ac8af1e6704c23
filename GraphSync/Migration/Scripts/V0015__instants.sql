-- The instants that .NET and the graph can hold: those of the years 1 to 9999. Null for any other.
CREATE OR REPLACE FUNCTION bridge_instant(at timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $body$
    SELECT CASE WHEN at >= '0001-01-01 00:00Z' AND at < '10000-01-01 00:00Z' THEN at END
$body$;

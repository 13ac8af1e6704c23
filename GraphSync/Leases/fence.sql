-- The epoch, held until the transaction ends: claim.sql waits for that. KEY SHARE and not SHARE, since the holder's own
-- heartbeats must pass.
SELECT epoch FROM bridge_lease WHERE job = @Job FOR KEY SHARE

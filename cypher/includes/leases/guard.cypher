// The lease guard, first in a statement that writes under a lease: leaves a row only while $epoch is the latest epoch of $job. The write
// locks the lease's node until the transaction ends, so that no later holder can begin meanwhile.
MATCH (l:Lease {job: $job})
SET l.epoch = CASE WHEN l.epoch < $epoch THEN $epoch ELSE l.epoch END
WITH l WHERE l.epoch = $epoch

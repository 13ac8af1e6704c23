-- Given back in good order: nothing of this run is left for a successor to end.
UPDATE bridge_lease SET run = NULL WHERE job = @Job AND epoch = @Epoch

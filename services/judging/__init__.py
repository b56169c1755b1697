"""The worker's side: takes slices from the queue, judges them in child processes, stores verdicts."""

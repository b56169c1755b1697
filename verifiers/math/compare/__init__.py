"""Whether two values mean the same: one rule for each kind of ground truth."""

"""Signs that a completion is after the reward rather than the task: flags, never by themselves a verdict."""

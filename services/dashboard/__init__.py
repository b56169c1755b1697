"""The pages that people look at during a run, and the same figures as JSON."""

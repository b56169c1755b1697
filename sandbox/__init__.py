"""Runs what cannot be trusted to end, under limits, and says how it ended."""

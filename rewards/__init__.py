"""Turns the verdicts of a group into rewards: pure functions, one file per family."""

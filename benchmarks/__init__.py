"""Measurements against a baseline in the same run; `docs/performance.md` keeps their tables."""

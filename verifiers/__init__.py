"""Judges completions: one module or package per verifier kind."""

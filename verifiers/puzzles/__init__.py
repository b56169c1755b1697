"""Puzzles whose answers are checked by their own rules rather than compared with one stored answer."""

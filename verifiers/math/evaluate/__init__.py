"""The numbers that expressions are, at points that nobody can foresee."""

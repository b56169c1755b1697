"""Several verifiers on one completion, as one verifier."""

"""The math verifier: is the final answer of a completion equivalent to the ground truth."""

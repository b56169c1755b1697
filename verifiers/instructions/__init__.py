"""The verifier of kind ``instructions``: checkable instructions, by the rules of their benchmarks."""

"""The verifier of kind ``quantity``: a number with its unit and its significant figures."""

"""The beam verifier: solve the beam, then judge what a completion says of it."""

"""How good scores are that a verifier, a judge or a reward model gave to labelled completions."""

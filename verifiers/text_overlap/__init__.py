"""How much of reference texts a completion says in the same words."""

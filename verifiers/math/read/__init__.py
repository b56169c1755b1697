"""From the text of an answer to typed values: tokens, a grammar, and what the pieces are."""

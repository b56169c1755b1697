"""The verifier of kind ``qa``: answers in words, compared as question answering does."""

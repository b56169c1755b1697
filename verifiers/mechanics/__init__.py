"""What the kinds of mechanics share: from a completion to claimed clauses of plain text, and units."""

"""The verifier of kind ``sql``: queries that are asked of databases in the sandbox, compared by their results."""

"""Judge0's submissions (API of its releases 1.13 and 1.14): created, waited for, read by token."""

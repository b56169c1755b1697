"""Finds completions: a process of its own reads finished jobs and answers what gateways ask of them."""

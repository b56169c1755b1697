"""Tool calls: read off a completion turn by turn and matched with the calls that were expected."""

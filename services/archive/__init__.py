"""Where runs are kept beyond what the broker holds: a folder or a bucket of plain files."""

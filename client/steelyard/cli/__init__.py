"""The command ``steelyard``."""

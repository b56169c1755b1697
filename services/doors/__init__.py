"""Doors: ports of their own for trainers, in front of a gateway that may be away for a while."""

"""Quantities that answers state by label: what may be asked, how it is named and measured, whether it is right."""

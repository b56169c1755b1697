"""Units of measurement, for all kinds that read quantities."""

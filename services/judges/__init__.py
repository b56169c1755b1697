"""The models that verifiers may ask: what the settings say of them, and how they are reached."""

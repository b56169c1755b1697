"""Tells of alarms to whoever the settings name: signed messages over HTTP."""

"""How every kind of verifier reads a completion: where reasoning ends, boxes, announcements, fences, JSON, tables.

Completions are untrusted and up to megabytes long, so whatever is here takes time linear in the text.
"""

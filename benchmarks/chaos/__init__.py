"""Everything that can go wrong, on purpose, while real jobs run: nothing may be lost, doubled, wrong or stuck."""

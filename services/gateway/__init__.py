"""The HTTP side: takes requests, stores jobs, answers with results."""

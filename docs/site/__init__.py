"""Stages the documentation site: the pages of the repository, and a reference generated from the code."""

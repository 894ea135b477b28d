"""Requests to write, proposals, commit; the writer process and its queue."""

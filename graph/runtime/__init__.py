"""Processes, threads and the operating system; nothing in here knows RDF."""

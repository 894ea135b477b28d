"""Connections, paths and structure of a dataset, as plain values: the same for the JSON API and the commands."""

"""Connections, paths and reasons in sentences, in French and in English."""

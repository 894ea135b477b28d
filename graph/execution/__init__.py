"""Queries of strangers, in processes that can be killed."""

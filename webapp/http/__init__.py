"""Negotiation, conditional requests, URLs, problems; no Flask."""

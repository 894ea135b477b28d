"""Dates, and labels of properties, kinds and measures, in the language of the page."""

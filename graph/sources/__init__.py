"""Files and request bodies become a candidate."""

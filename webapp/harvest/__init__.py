"""What partners harvest and readers look back with: the event stream, OAI-PMH, versions and their dates."""

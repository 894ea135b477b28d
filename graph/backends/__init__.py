"""The protocols of a backend, and what opens the one that the settings name."""

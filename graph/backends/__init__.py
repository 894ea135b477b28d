"""Where the data is held: what every backend can do, and how the one that the settings name is opened."""

"""Who may do what: tokens."""

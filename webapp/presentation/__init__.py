"""View models of pages, made without Flask."""

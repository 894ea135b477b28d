"""The pages and the protocol. Importing this package imports nothing: its pure modules need no Flask."""

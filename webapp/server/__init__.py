"""The command `serve`, the supervisor, the WSGI stack."""

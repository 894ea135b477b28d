"""WSGI layers: response cache, compression, slow clients, metrics, access log."""

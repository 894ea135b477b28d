"""The application as a WSGI server takes it: `webapp.wsgi:application`, configured by the environment."""

from __future__ import annotations

from graph.settings import read_settings
from webapp.app import create_app

application = create_app(read_settings())

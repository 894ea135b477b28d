"""Configure logging: lines on stderr, as text or as JSON, each with the identifier of its request.

No line holds the text of a query, a token or the address of a client.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextvars import ContextVar
from types import TracebackType
from typing import Literal as OneOf

LogStyle = OneOf["off", "text", "json"]
REQUESTS = "maillage.requests"  # the logger of one line a request
request_id: ContextVar[str] = ContextVar("request_id", default="")
_TEXT = "%(asctime)s.%(msecs)03dZ %(levelname)s %(name)s: %(message)s%(named)s"
_JSON = "%(levelname)s %(name)s %(message)s %(request_id)s"
_RENAMED = {"levelname": "level", "name": "logger", "exc_info": "traceback"}


def set_up_logs(style: LogStyle) -> None:
    """Write warnings and errors to stderr; with any style but "off", a line for each request too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_json() if style == "json" else _text())
    handler.addFilter(_name_request)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(REQUESTS).setLevel(logging.WARNING if style == "off" else logging.INFO)
    sys.excepthook = _log_unforeseen
    threading.excepthook = _log_unforeseen_in_thread


def _json() -> logging.Formatter:
    from pythonjsonlogger.core import RESERVED_ATTRS  # noqa: PLC0415  slow to import, and only needed here
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415

    return JsonFormatter(
        _JSON,
        rename_fields=_RENAMED,
        timestamp="time",
        reserved_attrs=[*RESERVED_ATTRS, "named"],
        json_ensure_ascii=False,
    )


def _text() -> logging.Formatter:
    formatter = logging.Formatter(_TEXT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    return formatter


def _name_request(record: logging.LogRecord) -> bool:
    named = request_id.get()
    record.__dict__ |= {"request_id": named, "named": f" [{named}]" if named else ""}
    return True


def _log_unforeseen(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("maillage").critical("unforeseen error", exc_info=(kind, error, traceback))


def _log_unforeseen_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not issubclass(told.exc_type, SystemExit):
        _log_unforeseen(told.exc_type, told.exc_value, told.exc_traceback)

"""Serialize results: JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from graph.exploration.rendering import Members


def json_text(members: Members) -> str:
    """Serialize a JSON document, one member a line, so that people can read it too."""
    return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Serialize rows under a header, as CSV (RFC 4180)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()

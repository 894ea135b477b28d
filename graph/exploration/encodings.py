"""Answers written out: JSON for programs, CSV for tables."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from graph.exploration.rendering import Members


def json_text(members: Members) -> str:
    """Write a document, one member a line, so that people read it too."""
    return json.dumps(members, ensure_ascii=False, indent=1) + "\n"


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """Write rows under their header (RFC 4180)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(rows)
    return file.getvalue()

"""Runs the commands of an installation: shows where they are, and says what to do when one fails."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, NoReturn

MESSAGES = Path(__file__).with_name("messages.toml")
LINE_EVERY_S = 10  # between two lines of progress where there is no terminal
PIP_PROGRESS = ("Ignoring", "Collecting", "Downloading", "Using", "Requirement", "Looking", "Installing")


class Progress:
    """Shows where a step is: in one line that changes at a terminal, elsewhere in a line every ten seconds."""

    def __init__(self, title: str, environ: Mapping[str, str], before_changes: Callable[[], None]) -> None:
        """Begin a step whose commands see `environ`; `before_changes` is called when pip begins to put files in place."""
        self.title, self.environ, self.before_changes = title, environ, before_changes
        self.total, self.number, self.current = 0, 0, ""  # packages in all, the one it is at, its name
        self.began = self.shown = time.monotonic()
        self.terminal = sys.stdout.isatty()

    def run(self, command: list[str]) -> None:
        """Run a command and show how far it is; when it fails, print what it wrote and what to do, and exit."""
        self.show()
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            with start(command, self.environ, errors) as process:
                written = list(self.follow(process))
            if process.returncode != 0:
                errors.seek(0)
                refuse([*written[-20:], *errors.read().splitlines()])
        self.end()

    def follow(self, process: subprocess.Popen[str]) -> Iterator[str]:
        """Show progress, each second at least; yield the other lines that the process writes."""
        lines: Queue[str | None] = Queue()
        Thread(target=read_lines, args=(process, lines), daemon=True).start()
        line: str | None = ""
        while line is not None:
            try:
                line = lines.get(timeout=1)
            except Empty:
                line = ""
            if line and not self.read(line):
                yield line.rstrip()
            if self.terminal or time.monotonic() - self.shown >= LINE_EVERY_S:
                self.show()

    def read(self, line: str) -> bool:
        """Take from a line of pip where it is; return whether the line was about that."""
        word, _, rest = line.strip().partition(" ")
        if word == "Ignoring":
            self.total -= 1
        elif word == "Collecting":
            self.number, self.current = self.number + 1, rest.partition("==")[0]
        elif word == "Downloading":
            self.current = f"{self.current.partition(' ')[0]} {rest.partition(' ')[2]}"
        elif line.startswith("Installing collected"):
            self.before_changes()
            self.number, self.current = 0, message("unpacking")
        return word in PIP_PROGRESS

    def show(self) -> None:
        """Write where the step is."""
        count = f"{self.number}/{self.total}" if self.number and self.total else ""
        seconds = int(time.monotonic() - self.began)
        parts = (f"{self.title} …", count, self.current, f"{seconds} s" if seconds else "")
        self.write(" ".join(filter(None, parts)))
        self.shown = time.monotonic()

    def end(self) -> None:
        """Write how long the step took."""
        self.write(f"{self.title} : {time.monotonic() - self.began:.0f} s")
        if self.terminal:
            print(flush=True)

    def write(self, text: str) -> None:
        """Write a line, at a terminal over the one before."""
        if self.terminal:
            print(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)
        else:
            print(text, flush=True)


@contextmanager
def start(command: list[str], environ: Mapping[str, str], errors: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """Start a command whose output is read here; when reading is interrupted, end it with all that it started."""
    with subprocess.Popen(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        errors="replace",
        close_fds=False,
        start_new_session=True,
    ) as process:
        try:
            yield process
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def read_lines(process: subprocess.Popen[str], lines: Queue[str | None]) -> None:
    """Put the lines that a process writes into a queue, then None."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def refuse(written: list[str]) -> NoReturn:
    """Print what a command wrote when it failed, then one sentence that says what to do, and exit."""
    print("", *written, "", sep="\n", file=sys.stderr)
    sys.exit(remedy("\n".join(written)))


def remedy(written: str) -> str:
    """Return the sentence that says what to do about what a failing command wrote."""
    texts = messages()
    known = (each for each in texts["remedies"] if re.search(each["when"], written))
    return in_language(next(known, texts["otherwise"]))


def message(name: str) -> str:
    """Return one of the short texts."""
    return in_language(messages()[name])


def messages() -> dict[str, Any]:
    """Read all texts, in both languages."""
    return tomllib.loads(MESSAGES.read_text("utf-8"))


def in_language(texts: dict[str, str]) -> str:
    """Choose the language as the command `maillage` does: MAILLAGE_LANGUAGE, then the locale, then French."""
    names = ("MAILLAGE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return texts["en" if chosen.startswith("en") else "fr"]

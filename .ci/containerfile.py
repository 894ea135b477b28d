"""Read a Containerfile, and list what is wrong with it: for the guard and for `.ci/container`.

Knows the instructions that ours uses, and refuses the others: an instruction that nobody checks is not written.
Spec: https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

_KNOWN = frozenset(
    ("ARG", "FROM", "ENV", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
     "ENTRYPOINT", "CMD")
)  # fmt: skip
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_BUILD_TOOLS = re.compile(
    r"\b(?:apt-get|apt|npm|make|gcc|hatchling)\b|\bpip\b(?:(?!uninstall)[^&])*\binstall\b"
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its continued lines joined."""

    line: int
    name: str
    text: str
    flags: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """List its words: the members of a JSON list, or what blanks part."""
        return list(json.loads(self.text)) if self.is_exec_form else shlex.split(self.text)

    @property
    def is_exec_form(self) -> bool:
        """Whether it is written as a JSON list, and so started without a shell."""
        return self.text.startswith("[")


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands between one FROM and the next."""

    base: str
    name: str
    instructions: tuple[Instruction, ...]

    def all(self, name: str) -> list[Instruction]:
        """List the instructions of one name."""
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> Instruction | None:
        """Return the instruction of a name that counts, if there is one."""
        return (self.all(name) or [None])[-1]


def parse_containerfile(text: str) -> list[Stage]:
    """Parse the text of a Containerfile into its stages.

    Raises: ValueError, for an instruction that is not known here, or before the first FROM.
    """
    variables: dict[str, str] = {}
    stages: list[Stage] = []
    for each in _instructions(text):
        if each.name not in _KNOWN:
            raise ValueError(f"line {each.line}: {each.name} is not known here")
        if each.name == "ARG":
            name, _, value = each.text.partition("=")
            variables[name] = value
        elif each.name == "FROM":
            words = expand(each.text, variables).split()
            stages.append(Stage(words[0], words[2] if len(words) > 1 else "", ()))
        elif not stages:
            raise ValueError(f"line {each.line}: {each.name} before FROM")
        else:
            known = stages[-1]
            stages[-1] = Stage(known.base, known.name, (*known.instructions, each))
    return stages


def expand(text: str, variables: Mapping[str, str]) -> str:
    """Replace `$NAME` and `${NAME}` by their values."""
    return _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), text)


def variables_of(instruction: Instruction, known: Mapping[str, str]) -> dict[str, str]:
    """Return what an ENV sets."""
    return dict(expand(each, known).split("=", 1) for each in instruction.words)


def _instructions(text: str) -> Iterator[Instruction]:
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        whole = line.strip()
        if not whole or whole.startswith("#"):
            continue
        while whole.endswith("\\"):
            whole = whole[:-1].rstrip() + " " + next(lines)[1].strip()
        name, _, rest = whole.partition(" ")
        flags = {}
        while found := re.match(r"--([a-z-]+)(?:=(\S+))?\s+", rest):
            flags[found[1]] = found[2] or ""
            rest = rest[found.end() :]
        yield Instruction(number, name, rest, flags)


def faults(text: str, root: Path, ignored: str = "") -> Iterator[str]:
    """List what is wrong with a Containerfile.

    Args: root: the folder that it copies from
          ignored: the text of .dockerignore
    """
    try:
        stages = parse_containerfile(text)
    except ValueError as error:
        yield str(error)
        return
    if len(stages) < 2:  # noqa: PLR2004
        yield "one stage: what builds stays in what runs"
    for number, stage in enumerate(stages):
        earlier = {each.name for each in stages[:number]}
        yield from _copy_faults(stage, earlier, root, ignored)
        yield from (
            f"line {each.line}: pip install without hashes"
            for each in stage.all("RUN")
            for command in re.findall(r"\bpip\b[^&]*\binstall\b[^&]*", each.text)
            if "--require-hashes" not in command and "--no-index" not in command
        )
    if stages:
        yield from _final_faults(stages[-1])
    else:
        yield "no stage"


def _copy_faults(stage: Stage, earlier: set[str], root: Path, ignored: str) -> Iterator[str]:
    for each in stage.all("COPY"):
        if origin := each.flags.get("from"):
            if origin not in earlier:
                yield f"line {each.line}: no earlier stage is called {origin}"
            continue
        for source in each.words[:-1]:
            if not any(root.glob(source)):
                yield f"line {each.line}: {source} is not there"
            elif is_ignored(source, ignored):
                yield f"line {each.line}: {source} is ignored by .dockerignore"


def is_ignored(path: str, ignored: str) -> bool:
    """Tell whether .dockerignore leaves a path out: the last pattern that fits it, or a folder above it, decides."""
    above = [path, *(each.as_posix() for each in Path(path).parents if each != Path())]
    left_out = False
    for line in ignored.splitlines():
        pattern = line.removeprefix("!").removeprefix("**/").rstrip("/")
        if pattern and not line.startswith("#") and any(fnmatchcase(each, pattern) for each in above):
            left_out = not line.startswith("!")
    return left_out


def _final_faults(stage: Stage) -> Iterator[str]:
    user = stage.last("USER")
    name = user.text.partition(":")[0] if user else "root"
    if not name.isdigit() or int(name) == 0:
        yield f"it runs as {name}: the last USER must be a number other than 0"
    check = stage.last("HEALTHCHECK")
    if check is None or not check.text.startswith("CMD"):
        yield "no HEALTHCHECK in the last stage"
    if not stage.all("VOLUME"):
        yield "no VOLUME for the data"
    yield from _start_faults(stage)
    yield from _leftovers(stage)


def _start_faults(stage: Stage) -> Iterator[str]:
    start = [stage.last("ENTRYPOINT"), stage.last("CMD")]
    if not any(start):
        yield "nothing is started"
    for each in filter(None, start):
        if not each.is_exec_form:
            yield f"line {each.line}: {each.name} in shell form: signals stop at the shell"


def _leftovers(stage: Stage) -> Iterator[str]:
    for each in stage.all("RUN"):
        if found := _BUILD_TOOLS.search(each.text):
            yield f"line {each.line}: {found[0]} in the last stage"
    if any("from" not in each.flags for each in stage.all("COPY")):
        yield "the last stage copies from the sources, not from what was built"

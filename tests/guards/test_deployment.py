"""What people install with: the Containerfile, the systemd unit, the examples for proxies, the pages that explain them."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from graph.settings import TABLE, Settings
from webapp.server.supervisor import HEAD_TIMEOUT_S

ROOT = Path(__file__).resolve().parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")
IGNORED = (ROOT / ".dockerignore").read_text("utf-8")
DEPLOYMENT = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "deployment").iterdir()}
PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("exploitation.md", "operating.md")}
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
DEFAULTS = Settings()
VARIABLES = {each.variable for each in TABLE} | {"MAILLAGE_SETTINGS"}
METRICS = {
    each
    for path in (ROOT / "webapp" / "monitoring" / "collectors.py", ROOT / "webapp" / "app.py")
    for each in re.findall(r'"(maillage_\w+)"', path.read_text("utf-8"))
} | {"process_start_time_seconds"}
MOST_EXPOSED = "20"  # tenths; systemd calls up to 2.0 well protected
_STAGES = "FROM python AS build\nCOPY graph graph\nFROM python\nCOPY --from=build /app /app\n"
_GOOD = _STAGES + 'VOLUME /data\nUSER 10001\nHEALTHCHECK CMD ["true"]\nCMD ["maillage", "serve"]\n'


def needed(program: str) -> str:
    """Find a program that CI has and another machine may lack."""
    found = shutil.which(program)
    if not found and not os.environ.get("CI"):
        pytest.skip(f"{program} is not installed: a Debian package has it (see .ci/run)")
    assert found, f"{program} is not installed"
    return found


@pytest.fixture(scope="module")
def containerfile() -> ModuleType:
    """Import the script that reads a Containerfile."""
    spec = importlib.util.spec_from_file_location("containerfile", ROOT / ".ci" / "containerfile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys  # noqa: PLC0415  dataclasses look a module up by its name

    sys.modules["containerfile"] = module
    spec.loader.exec_module(module)
    return module


def test_the_containerfile_is_sound(containerfile: ModuleType) -> None:
    """All that it copies is there; it runs as somebody without rights, is checked, and leaves no build tools."""
    assert list(containerfile.faults(CONTAINERFILE, ROOT, IGNORED)) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("COPY graph graph", "COPY grpah graph", "grpah is not there"),
        ("COPY graph graph", "COPY tests tests", "tests is ignored"),
        ("COPY graph graph", "RUN pip install flask", "without hashes"),
        ("COPY graph graph", "ADD graph graph", "ADD is not known"),
        ("--from=build", "--from=biuld", "no earlier stage"),
        ("--from=build /app /app", "graph graph", "copies from the sources"),
        ("USER 10001", "USER root", "runs as root"),
        ("USER 10001", "USER 0", "runs as 0"),
        ("USER 10001\n", "", "runs as root"),
        ("USER 10001\n", "USER 10001\nUSER root\n", "runs as root"),
        ('HEALTHCHECK CMD ["true"]\n', "", "no HEALTHCHECK"),
        ('HEALTHCHECK CMD ["true"]', "HEALTHCHECK NONE", "no HEALTHCHECK"),
        ("VOLUME /data\n", "", "no VOLUME"),
        ('CMD ["maillage", "serve"]\n', "CMD maillage serve\n", "shell form"),
        ("USER 10001", "RUN apt-get install gcc\nUSER 10001", "apt-get in the last stage"),
        (_GOOD, "", "no stage"),
        (_STAGES, "FROM python\nCOPY graph graph\n", "one stage"),
    ],
)
def test_a_bad_containerfile_is_refused(containerfile: ModuleType, good: str, bad: str, fault: str) -> None:
    """For each promise, one that breaks it; and the one that keeps them all passes."""
    assert list(containerfile.faults(_GOOD, ROOT, IGNORED)) == []
    broken = _GOOD.replace(good, bad, 1)
    assert broken != _GOOD
    assert any(fault in each for each in containerfile.faults(broken, ROOT, IGNORED))


def test_the_container_is_built_from_all_that_a_wheel_is_made_of(containerfile: ModuleType) -> None:
    """What pyproject.toml names for the wheel is copied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = project["tool"]["hatch"]["build"]
    wanted = {
        *build["targets"]["wheel"]["only-include"],
        build["hooks"]["custom"]["path"],
        "package-lock.json",
    }
    wanted |= {
        project["project"]["readme"],
        *(each.partition("/")[0] for each in project["project"]["license-files"]),
    }
    first = containerfile.parse_containerfile(CONTAINERFILE)[0]
    copied = {word for each in first.all("COPY") for word in each.words[:-1]}
    assert len(wanted) > 8
    assert wanted - copied == set()


def unit_faults(text: str, folder: Path) -> str:
    """Have systemd read a unit, its program replaced by one that is there."""
    unit = folder / "maillage.service"
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE), "utf-8")
    program = needed("systemd-analyze")
    verified = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True, check=False)
    judged = subprocess.run(
        [program, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line for line in verified.stderr.splitlines() if "maillage.service" in line]
    return "\n".join(told) + (judged.stdout[-200:] if judged.returncode else "")


def test_the_systemd_unit_is_sound(tmp_path: Path) -> None:
    """The tool of systemd finds nothing to complain of, and little that is left open."""
    assert unit_faults(DEPLOYMENT["maillage.service"], tmp_path) == ""


@pytest.mark.parametrize(
    ("good", "bad"),
    [("Restart=", "Rstart="), ("ProtectSystem=strict", "ProtectSystem=stirct"), ("NoNewPrivileges=yes", "")],
)
def test_a_bad_unit_is_refused(tmp_path: Path, good: str, bad: str) -> None:
    """A misspelt name, a value that is none, and a unit whose hardening is gone."""
    text = DEPLOYMENT["maillage.service"]
    broken = text.replace(good, bad, 1) if bad else text.partition("ProtectSystem")[0]
    assert broken != text
    assert unit_faults(broken, tmp_path)


def number(pattern: str, text: str) -> float:
    """Read the one number that a pattern finds."""
    found = re.findall(pattern, text)
    assert len(found) == 1, pattern
    return float(found[0])


@pytest.mark.parametrize(
    ("name", "body", "wait", "keep"),
    [
        (
            "nginx.conf",
            r"client_max_body_size (\d+)m;",
            r"proxy_read_timeout (\d+)s;",
            r"\bkeepalive_timeout (\d+)s;",
        ),
        ("Caddyfile", r"max_size (\d+)MiB", r"response_header_timeout (\d+)s", r"\bkeepalive (\d+)s"),
    ],
)
def test_the_limits_of_a_proxy_suit_ours(name: str, body: str, wait: str, keep: str) -> None:
    """It takes what we take, waits longer than we do, and lets go of a connection before we do."""
    text = DEPLOYMENT[name]
    assert number(body, text) == DEFAULTS.write_max_bytes / (1 << 20)
    assert number(wait, text) > max(DEFAULTS.write_timeout_s, 2 * DEFAULTS.query_timeout_s)
    assert number(keep, text) < HEAD_TIMEOUT_S


def test_systemd_waits_for_what_is_under_way() -> None:
    """A write that was accepted is not killed by a stop."""
    waited = number(r"TimeoutStopSec=(\d+)", DEPLOYMENT["maillage.service"])
    assert waited > max(DEFAULTS.write_timeout_s, 2 * DEFAULTS.query_timeout_s)


def nginx_complaint(text: str, folder: Path) -> str:
    """Have nginx read an example, with a certificate made for it."""
    words = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
    ]
    files = [
        "-subj",
        "/CN=maillage.example.org",
        "-keyout",
        str(folder / "key"),
        "-out",
        str(folder / "cert"),
    ]
    subprocess.run([needed("openssl"), *words, *files], capture_output=True, check=True)
    text = text.replace("/etc/ssl/certs/maillage.pem", str(folder / "cert"))
    text = text.replace("/etc/ssl/private/maillage.key", str(folder / "key"))
    whole = folder / "nginx.conf"
    whole.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n", "utf-8")
    program = needed("nginx") if shutil.which("nginx") else needed("/usr/sbin/nginx")
    done = subprocess.run(
        [program, "-t", "-q", "-c", str(whole), "-p", str(folder), "-e", "stderr"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr


def test_the_example_for_nginx_is_read_by_nginx(tmp_path: Path) -> None:
    """Without a word; and a misspelt directive is seen."""
    assert nginx_complaint(DEPLOYMENT["nginx.conf"], tmp_path) == ""
    assert nginx_complaint(DEPLOYMENT["nginx.conf"].replace("proxy_pass", "porxy_pass"), tmp_path)


def test_the_example_for_caddy_is_read_by_caddy(tmp_path: Path) -> None:
    """It is valid, and written as Caddy would write it."""
    file = tmp_path / "Caddyfile"
    file.write_text(DEPLOYMENT["Caddyfile"], "utf-8")
    environ = {**os.environ, "HOME": str(tmp_path)}
    for words in (["validate", "--adapter", "caddyfile", "--config", str(file)], ["fmt", str(file)]):
        done = subprocess.run(
            [needed("caddy"), *words], env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout == DEPLOYMENT["Caddyfile"]


def unknown_names(text: str) -> Iterable[str]:
    """List the settings and metrics that a text names and that do not exist."""
    yield from set(re.findall(r"\bMAILLAGE_[A-Z_]+[A-Z]\b", text)) - VARIABLES
    for each in set(re.findall(r"\b(?:maillage|process)_[a-z_]+[a-z]\b", text)):
        if not any(each.removesuffix(end) in METRICS for end in ("", "_total", "_bucket", "_count", "_sum")):
            yield each


@pytest.mark.parametrize("name", [*PAGES, *DEPLOYMENT, "Containerfile"])
def test_what_they_name_exists(name: str) -> None:
    """Settings and metrics, in the pages, in the examples and in the Containerfile."""
    text = ({"Containerfile": CONTAINERFILE} | PAGES | DEPLOYMENT)[name]
    assert len(METRICS) > 15
    assert "maillage" in text.casefold()
    assert list(unknown_names(text)) == []


@pytest.mark.parametrize("bad", ["`MAILLAGE_DATA_DRI`", "`maillage_requests_totla`", "`process_start`"])
def test_a_name_that_does_not_exist_is_seen(bad: str) -> None:
    """A setting, a metric of ours, a metric of the process."""
    assert list(unknown_names(bad))
    assert not list(unknown_names("`MAILLAGE_PORT` `maillage_requests_total` `maillage_connections`"))


def test_the_limits_that_are_told_are_those_in_force() -> None:
    """Each row names a refusal with its status, and settings with their default value."""
    for page in PAGES.values():
        rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| (.*) \| (.*) \|$", page, re.MULTILINE)
        assert len(rows) > 7
        for code, status, variables, default in rows:
            assert re.search(rf"^\| `{code}` \| {status} \|", REFERENCE, re.MULTILINE), code
            for variable in re.findall(r"`(\w+)`", variables):
                value = getattr(DEFAULTS, variable.removeprefix("MAILLAGE_").lower())
                shown = {int(value) >> 20, int(value) >> 30, int(value)} if value else set()
                assert not shown or shown & set(map(int, re.findall(r"\d+", default))), variable


def commands_and_names(page: str) -> tuple[list[str], set[str], int]:
    """Return the lines of code of a page without their comments, what it names in its text, and how many parts it has."""
    blocks = re.findall(r"```(?:sh|yaml)\n(.*?)```", page, re.DOTALL)
    lines = [line.partition(" #")[0].rstrip() for block in blocks for line in block.splitlines()]
    text = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return lines, set(re.findall(r"`([^`\n]+)`", text)), page.count("\n## ")


def test_both_pages_tell_the_same() -> None:
    """The same commands, settings, metrics, refusals and examples, in French and in English."""
    french, english = map(commands_and_names, PAGES.values())
    assert len(french[0]) > 25
    assert len(french[1]) > 40
    assert french == english


def test_the_page_of_the_package_leads_nowhere_by_relative_links() -> None:
    """It is shown far from the other files; and in both languages."""
    page = (ROOT / "docs" / "package.md").read_text("utf-8")
    assert re.findall(r"\]\((?!https?:)", page) == []
    assert page.index("**Français.**") < page.index("**English.**")

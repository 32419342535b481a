"""``make bench``: the main pages beside bare Django pages of the same kind, under the same server, in one run.

Prepares ``.bench/`` once (demonstration, 20,000 enterprises, 5,000 notices), serves each side as ``make run``
does, drives page after page with wrk from this machine, and prints a Markdown table. Every page gets a
fixed time, so the run ends by itself.
"""

import argparse
import datetime as dt
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.load.server import ROOT, Server, serve

FOLDER = ROOT / ".bench"
PYTHON = ROOT / ".venv/bin/python"
CONNECTIONS = 32
# Page of the platform, and the bare page of the same kind beside it.
PAIRS = [
    ("home", "20 rows, one query"),
    ("notice list", "20 rows, one query"),
    ("notice detail", "one row, one query"),
    ("certification query", "template only"),
    ("enterprise front page", "20 rows, logged in"),
    ("form section", "30-field form, crispy, logged in"),
    ("form section", "30-field form, plain, logged in"),
    ("questionnaire page", "30-field form, plain, logged in"),
    ("admin inbox", "20 rows, logged in"),
    ("admin inbox", "stock admin list, 50 rows"),
]
SHALLOW = {"WSGI_DEEP_STACK": "0"}


@dataclass(frozen=True)
class Measure:
    """One page under load: requests a second, 99th percentile in ms, CPU of the server in ms a request, page size."""

    rate: float
    p99: float
    cpu: float
    kilobytes: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5, help="how long each page is driven")
    seconds = parser.parse_args().seconds
    if shutil.which("wrk") is None:
        print("wrk is missing. Please install it: apt-get install wrk", file=sys.stderr)
        return 1
    load = os.getloadavg()[0]
    # Whatever this shell points at, the bench fills databases of its own.
    folder = FOLDER / "data"
    data = {
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "CACHE_URL": "locmemcache://",
    }
    data |= {"CULTIVATION_ENV": "development", "DEBUG": "0"}
    bare = {"BARE_DATABASE": str(FOLDER / "bare.sqlite3")}
    ours = _prepare_platform(folder, data)
    for old in FOLDER.glob("bare.sqlite3*"):
        old.unlink()
    plain = _last_line_json("tests.load.bare.fill", bare)
    measured, problems = {}, []
    with serve("tests.load.bare.wsgi:application", bare) as server:
        for name in dict.fromkeys(bare_page for _, bare_page in PAIRS):
            measured[name] = _measure(server, name, plain[name], seconds, problems)
    with serve("cultivation.wsgi:application", data) as server:
        for name in dict.fromkeys(page for page, _ in PAIRS):
            measured[name] = _measure(server, name, ours[name], seconds, problems)
    with serve("cultivation.wsgi:application", data | SHALLOW) as server:
        name = "form section"
        measured["form section, shallow"] = _measure(server, name, ours[name], seconds, problems)
    report = "\n".join(_report(measured, load, seconds))
    (FOLDER / "result.md").write_text(report + "\n")
    print(report)
    for problem in problems:
        print(f"Not measured: {problem}", file=sys.stderr)
    return 1 if problems else 0


# --- Preparing
def _prepare_platform(folder: Path, data: dict[str, str]) -> dict[str, dict[str, str]]:
    stamp = folder / "generated"
    wanted = _run(
        "-c", "from tests.load.fill import fingerprint; print(fingerprint())", environment=data
    ).strip()
    if folder.exists() and (not stamp.exists() or stamp.read_text() != wanted):
        shutil.rmtree(folder)
    started = time.monotonic()
    _run("manage.py", "prepare", environment=data)
    visits = _last_line_json("tests.load.fill", data)
    print(f"Data ready after {time.monotonic() - started:.0f} s.", file=sys.stderr)
    return visits


def _last_line_json(module: str, environment: dict[str, str]) -> dict[str, dict[str, str]]:
    return json.loads(_run("-m", module, environment=environment).splitlines()[-1])


def _run(*arguments: str, environment: dict[str, str]) -> str:
    """Output of a Python of the environment. What it says about a failure stands above the end of the run."""
    result = subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
    )
    if result.returncode:
        sys.exit(f"Could not prepare the bench: {' '.join(arguments)} failed.")
    return result.stdout


# --- Measuring
def _measure(server: Server, name: str, visit: dict, seconds: int, problems: list[str]) -> Measure | None:
    if not visit["path"]:
        problems.append(f"{name}: there is no such page yet")
        return None
    status, size = _fetch(server, visit)
    if status != 200:
        problems.append(f"{name}: {visit['path']} answers {status}")
        return None
    print(f"{name} …", file=sys.stderr)
    _wrk(server, visit, 1)
    server.settle()
    before = server.cpu_seconds()
    output = _wrk(server, visit, seconds)
    used = server.cpu_seconds() - before
    if "Non-2xx" in output or "Socket errors" in output:
        problems.append(f"{name}: {re.search(r'(Non-2xx|Socket errors).*', output)[0]}")
        return None
    requests = int(re.search(r"(\d+) requests in", output)[1])
    if not requests:
        problems.append(f"{name}: no answer within {seconds} s")
        return None
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", output).groups()
    return Measure(
        rate, float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit], used / requests * 1000, size / 1024
    )


def _fetch(server: Server, visit: dict) -> tuple[int, int]:
    """Status and size of one answer. A redirect (to the login) is an answer too, and not the page."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", visit["path"], headers=_headers(visit))
    response = connection.getresponse()
    size = len(response.read())
    connection.close()
    return response.status, size


def _wrk(server: Server, visit: dict, seconds: int) -> str:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    for name, value in _headers(visit).items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{server.port}{visit['path']}")
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=seconds + 60).stdout


def _headers(visit: dict) -> dict[str, str]:
    return {"Cookie": visit["cookie"]} if visit["cookie"] else {}


# --- Reporting
def _report(measured: dict[str, Measure | None], load: float, seconds: int) -> list[str]:
    lines = [
        f"Measured {dt.datetime.now().astimezone():%Y-%m-%d %H:%M} on {_machine()}, load before the run {load:.1f};",
        f"waitress with 2 workers, wrk with {CONNECTIONS} connections for {seconds} s a page, SQLite,",
        "20,000 enterprises, 5,000 notices.",
        "",
        "| page | size KB | requests/s | p99 ms | CPU ms/request | bare Django page | requests/s | p99 ms "
        "| CPU ms/request | CPU ratio |",
        "|---|--:|--:|--:|--:|---|--:|--:|--:|--:|",
    ]
    lines += [_row(page, measured[page], bare, measured[bare]) for page, bare in PAIRS]
    lines += ["", "The form section with and without the deep frame stack (`WSGI_DEEP_STACK`):", ""]
    lines += ["| WSGI_DEEP_STACK | requests/s | p99 ms | CPU ms/request |", "|---|--:|--:|--:|"]
    for label, name in (("on (default)", "form section"), ("off", "form section, shallow")):
        lines.append(f"| {label} | {_numbers(measured[name])} |")
    return lines


def _row(ours: str, mine: Measure | None, theirs: str, bare: Measure | None) -> str:
    ratio = f"{mine.cpu / bare.cpu:.1f}" if mine and bare else "–"
    size = f"{mine.kilobytes:.0f}" if mine else "–"
    return f"| {ours} | {size} | {_numbers(mine)} | {theirs} | {_numbers(bare)} | {ratio} |"


def _numbers(measure: Measure | None) -> str:
    if measure is None:
        return "– | – | –"
    return f"{measure.rate:.0f} | {measure.p99:.0f} | {measure.cpu:.2f}"


def _machine() -> str:
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return f"{model[1].strip() if model else 'an unnamed processor'}, {os.cpu_count()} cores"


if __name__ == "__main__":
    sys.exit(main())

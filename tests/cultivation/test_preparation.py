"""``manage.py prepare``: each step once per state of its inputs, and clear words at the start."""

import io
import json
import socket
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from cultivation import checks, preparation, system_packages
from cultivation.management.commands import prepare as command
from enterprises.models import Region

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def folder(settings, tmp_path):
    """A project of one input file, and a data folder beside it."""
    settings.BASE_DIR = tmp_path
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    (tmp_path / "input.txt").write_text("first")
    return tmp_path


class Recorder:
    """Two steps of which the second fails when asked to; ``ran`` is what happened."""

    def __init__(self, folder: Path) -> None:
        self.ran: list[str] = []
        self.failing = False
        self.target = "one"
        self.steps = [
            preparation.Step(
                "first", "First", self._first, lambda: [folder / "input.txt"], lambda: self.target
            ),
            preparation.Step("second", "Second", self._second, lambda: [], lambda: ""),
        ]

    def _first(self) -> None:
        self.ran.append("first")

    def _second(self) -> None:
        if self.failing:
            raise OperationalError("disk full")
        self.ran.append("second")


@pytest.fixture
def recorder(folder, monkeypatch):
    recorder = Recorder(folder)
    monkeypatch.setattr(preparation, "steps", lambda: recorder.steps)
    return recorder


def _prepare() -> list[str]:
    return preparation.prepare(lambda line: None)


def test_steps_run_in_order_and_only_once(recorder):
    assert _prepare() == ["first", "second"]
    assert _prepare() == []
    assert recorder.ran == ["first", "second"]


def test_a_changed_input_runs_its_step_again(recorder, folder):
    _prepare()
    (folder / "input.txt").write_text("second")
    assert _prepare() == ["first"]


def test_another_target_runs_its_step_again(recorder):
    _prepare()
    recorder.target = "another database"
    assert _prepare() == ["first"]


def test_a_failed_step_is_tried_again_and_the_ones_before_it_are_not(recorder):
    recorder.failing = True
    with pytest.raises(OperationalError):
        _prepare()
    recorder.failing = False
    assert _prepare() == ["second"]


def test_an_unreadable_stamp_file_only_costs_time(recorder, settings):
    _prepare()
    (settings.DATA_DIR / "prepared.json").write_text('{"first": ')
    assert _prepare() == ["first", "second"]


def test_a_database_that_fails_is_named_without_a_stack_trace(recorder):
    recorder.failing = True
    with pytest.raises(CommandError, match="disk full"):
        call_command("prepare", stdout=io.StringIO())


@pytest.mark.slow
@pytest.mark.django_db
def test_a_folder_is_made_ready_and_found_ready(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    assert _prepare() == ["migrate", "reference", "questionnaires", "checklists", "static"]
    assert Region.objects.count() > 3_000
    assert (tmp_path / "static/css/tokens.css").exists()
    # The suite's storage writes no manifest, so whether the static files are there is asked each time.
    assert "migrate" not in _prepare()
    assert set(json.loads((tmp_path / "prepared.json").read_text())) == {
        "migrate",
        "reference",
        "questionnaires",
        "checklists",
        "static",
    }


def test_every_step_of_a_demonstration_is_known(settings):
    settings.DEMONSTRATION = True
    assert [step.key for step in preparation.steps()] == [
        "migrate",
        "reference",
        "questionnaires",
        "checklists",
        "demonstration",
        "static",
    ]


@pytest.mark.parametrize(("demonstration", "shown"), [(True, True), (False, False)])
def test_logins_are_printed_for_a_demonstration_only(recorder, settings, demonstration, shown):
    settings.DEMONSTRATION = demonstration
    out = io.StringIO()
    call_command("prepare", address="http://127.0.0.1:8123", stdout=out)
    assert ("91440106" in out.getvalue()) is shown
    assert "http://127.0.0.1:8123/admin/" in out.getvalue()


def test_columns_line_up_where_chinese_takes_two_places():
    assert command.table([("角色", "名"), ("county", "甲")]).splitlines() == [
        "角色    名",
        "----------",
        "county  甲",
    ]


def test_missing_packages_are_warned_about_by_name(monkeypatch):
    monkeypatch.setattr(
        system_packages,
        "LIBRARIES",
        {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1"},
    )
    monkeypatch.setattr(system_packages, "has_glyphs", lambda sample: False)
    (warning,) = checks.pdf_libraries(None)
    assert warning.hint == "apt-get install libnowhere1 fonts-wqy-microhei fonts-hanazono"
    assert not warning.is_serious()


def test_a_port_in_use_is_said_before_anything_is_prepared(tmp_path):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        result = subprocess.run(
            ["bash", ".ci/serve"],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "PORT": str(port), "DATA_DIR": str(tmp_path / "data")},
            capture_output=True,
            text=True,
        )
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert not (tmp_path / "data").exists()

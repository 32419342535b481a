"""Every command that judges JSON takes its options before, between and after the names."""

import json

import pytest
from django.core.management import get_commands, load_command_class

from enterprises.kit.text.json_input import JsonCommand

NAMES = {
    "evaluate_standard": ["R2022-INNOVATIVE"],
    "score_assessment": ["2024/manufacturing"],
    "classify_size": [],
}
FACTS = {
    "evaluate_standard": {"year": 2025, "as_of": "2026-06-01"},
    "score_assessment": {},
    "classify_size": {"division": "35"},
}


def test_all_of_them_are_tried():
    ours = {"declarations", "assessments", "enterprises", "notices", "cultivation"}
    found = {
        name
        for name, app in get_commands().items()
        if app in ours and isinstance(load_command_class(app, name), JsonCommand)
    }
    assert found == NAMES.keys()


@pytest.mark.parametrize("command", NAMES)
def test_options_stand_anywhere(command, tmp_path, capsys):
    path = tmp_path / "facts.json"
    path.write_text(json.dumps(FACTS[command]), encoding="utf-8")
    app = get_commands()[command]
    words = [*NAMES[command], str(path)]
    printed = set()
    for place in range(len(words) + 1):
        load_command_class(app, command).run_from_argv(
            ["manage.py", command, *words[:place], "--lines", *words[place:]]
        )
        printed.add(capsys.readouterr().out)
    assert len(printed) == 1 and json.loads(printed.pop())


def test_an_empty_sheet_has_no_level(tmp_path, capsys):
    path = tmp_path / "answers.json"
    path.write_text("{}", encoding="utf-8")
    load_command_class("assessments", "score_assessment").run_from_argv(
        ["manage.py", "score_assessment", "2024/manufacturing", str(path)]
    )
    printed = json.loads(capsys.readouterr().out)
    names = ("level", "level_by_score", "level_by_scenes", "label")
    assert [printed[name] for name in names] == [None, None, None, "未作答"]

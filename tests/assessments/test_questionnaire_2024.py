"""The delivered 2024 questionnaire against the facts (工信厅企业〔2024〕56号; domain/assessment.md 2.1, 2.2)."""

import json
from decimal import Decimal

import pytest

from assessments.questionnaire_files import DATA_FOLDER, load_all, parse
from tests.assessments.sheets import manufacturing_2024

# code: dimension, first- and second-level indicator, kind, points of every option in order
FACTS = {
    "Q01": ("foundation", "设备系统", "网络建设", "multi", "0 2 2 2 2"),
    "Q02": ("foundation", "设备系统", "设备数字化", "single", "0 1.5 3 4.5 6"),
    "Q03": ("foundation", "设备系统", "设备联网", "single", "0 1.5 3 4.5 6"),
    "Q04": ("foundation", "数据采集", "数据采集", "multi", "0" + " 0.7" * 13 + " 0.9"),
    "Q05": ("foundation", "信息系统", "信息系统", "single", "0 2.5 5 7.5 10"),
    "Q06": ("foundation", "信息安全", "网络安全", "multi", "0 1.25 1.25 1.25 1.25"),
    "Q07": ("foundation", "信息安全", "数据安全", "multi", "0 1.25 1.25 1.25 1.25"),
    "Q08": ("management", "规划管理", "规划实施", "single", "0 1.5 3 4.5 6 7.5"),
    "Q09": ("management", "规划管理", "管理机制", "multi", "0 1.875 1.875 1.875 1.875"),
    "Q10": ("management", "要素保障", "人才建设", "multi", "0 1.5 1.5 1.5 1.5 1.5"),
    "Q11": ("management", "要素保障", "资金保障", "single", "0 1.875 3.75 5.625 7.5"),
    "Q12": ("outcome", "绿色低碳", "绿色低碳", "single", "0 3.5 7"),
    "Q13": ("outcome", "产品质量", "产品质量", "single", "0 3.5 7"),
    "Q14": ("outcome", "市场效益", "市场表现", "single", "0 1.5 3"),
    "Q15": ("outcome", "市场效益", "价值效益", "single", "0 1.5 3"),
}
MAXIMA = "8 6 6 10 10 5 5 7.5 7.5 7.5 7.5 7 7 3 3"
STARRED = {
    "产品设计",
    "营销管理",
    "生产管控",
    "质量管理",
    "设备管理",
    "安全生产",
    "能耗管理",
    "采购管理",
    "仓储物流",
    "财务管理",
}
GROUPS = {"产品生命周期数字化": 4, "生产执行数字化": 6, "供应链数字化": 2, "管理决策数字化": 4}


def test_every_item_has_the_official_place_kind_and_points():
    found = {
        item.code: (
            item.dimension,
            item.topic,
            item.name,
            str(item.kind),
            " ".join(str(option.points) for option in item.options),
        )
        for item in manufacturing_2024().items
    }
    assert found == FACTS
    assert [item.points for item in manufacturing_2024().items] == [Decimal(text) for text in MAXIMA.split()]


def test_options_are_lettered_in_order():
    for item in manufacturing_2024().items:
        assert "".join(option.code for option in item.options) == "ABCDEFGHIJKLMNO"[: len(item.options)]


def test_weights_are_50_30_20_and_operation_is_judged_by_scenes():
    weights = {dimension.name: dimension.weight for dimension in manufacturing_2024().dimensions}
    assert weights == {"数字化基础": 50, "数字化经营": None, "数字化管理": 30, "数字化成效": 20}


def test_sixteen_scenes_in_four_groups_ten_of_them_starred():
    scenes = manufacturing_2024().scenes
    assert [scene.code for scene in scenes] == [f"S{number:02}" for number in range(1, 17)]
    assert {scene.name for scene in scenes if scene.starred} == STARRED
    assert {group: sum(scene.group == group for scene in scenes) for group in GROUPS} == GROUPS
    assert all(len(set(scene.levels)) == 4 for scene in scenes)


@pytest.mark.parametrize(
    ("level", "label", "score", "scenes", "starred"),
    [
        (1, "一级（初始级）", 20, 6, 3),
        (2, "二级（规范级）", 40, 6, 3),
        (3, "三级（集成级）", 60, 8, 5),
        (4, "四级（协同级）", 80, 10, 6),
    ],
)
def test_level_rule(level, label, score, scenes, starred):
    rule = manufacturing_2024().rule(level)
    assert (rule.full_label, rule.score, rule.scenes, rule.starred) == (label, score, scenes, starred)
    assert manufacturing_2024().level_label(0) == "未达一级"


@pytest.mark.parametrize(("level", "label"), [(None, "未作答"), (0, "未达一级"), (1, "一级"), (4, "四级")])
def test_short_label_of_a_level(level, label):
    assert manufacturing_2024().short_level_label(level) == label


def test_content_survives_json_with_the_same_digest():
    questionnaire = manufacturing_2024()
    again = parse(json.loads(json.dumps(questionnaire.as_dict())))
    assert again == questionnaire
    assert again.digest == questionnaire.digest


def test_every_delivered_questionnaire_is_sound_and_different():
    digests = [questionnaire.digest for questionnaire in load_all()]
    assert len(digests) == len(set(digests)) == len(list(DATA_FOLDER.glob("*.toml")))


def test_digest_depends_on_points():
    content = manufacturing_2024().as_dict()
    content["items"][4]["options"][1]["points"] = "2.4"
    assert parse(content).digest != manufacturing_2024().digest

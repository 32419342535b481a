"""A questionnaire file with mistakes is refused, each mistake named with its place."""

import copy
from datetime import date

import pytest

from assessments.questionnaire_checks import LONGEST
from assessments.questionnaire_files import DATA_FOLDER, load, loads, parse
from assessments.questionnaires import QuestionnaireError
from tests.assessments.sheets import manufacturing_2024
from tests.tables import table


@pytest.fixture
def content():
    return copy.deepcopy(manufacturing_2024().as_dict())


def complaints(content) -> str:
    with pytest.raises(QuestionnaireError) as caught:
        parse(content)
    assert isinstance(caught.value, ValueError)
    return str(caught.value)


def item(content, code):
    return next(item for item in content["items"] if item["code"] == code)


def test_multi_options_must_add_up_to_the_maximum(content):
    item(content, "Q04")["options"][14]["points"] = "0.8"
    assert complaints(content) == "Q04 数据采集：各选项分值之和为 9.9，应等于满分 10"


def test_best_single_option_must_earn_the_maximum(content):
    item(content, "Q05")["options"][4]["points"] = "9"
    assert complaints(content) == "Q05 信息系统：最高选项为 9 分，应等于满分 10"


def test_dimension_sum_and_total_must_match(content):
    item(content, "Q14")["points"] = "4"
    item(content, "Q14")["options"][2]["points"] = "4"
    text = complaints(content)
    assert "数字化成效：题目满分之和为 21，与权重（20）不一致" in text
    assert "评测表：全部题目满分之和为 101，应为 100" in text


@table("field", LONGEST)
def test_words_of_the_head_have_a_length(field):
    name, longest = LONGEST[field]
    content = manufacturing_2024().as_dict()
    assert parse(content | {field: "9" * longest})
    assert complaints(content | {field: "9" * (longest + 1)}) == f"评测表：{name}最多 {longest} 个字"


def test_own_weights_are_said_in_the_note(content):
    wanted = "评测表：题目与权重为自拟的，须在说明（note）中写明"
    assert complaints(content | {"own_weights": True, "note": ""}) == wanted


def test_codes_must_be_unique(content):
    item(content, "Q05")["code"] = "Q04"
    item(content, "Q06")["options"][1]["code"] = "A"
    content["scenes"][3]["code"] = "S01"
    text = complaints(content)
    assert "题目与场景：编号重复：Q04、S01" in text
    assert "Q06 网络安全 · 选项：编号重复：A" in text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda options: options[0].pop("exclusive"),
        lambda options: options[1].update(exclusive=True),
    ],
)
def test_multi_needs_exactly_one_exclusive_option(content, spoil):
    spoil(item(content, "Q01")["options"])
    assert "Q01 网络建设：多选题须有且只有一个“无”选项" in complaints(content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"score": "20"}, "二级：分数门槛应高于一级的 20 分"),
        ({"scenes": 5}, "二级：场景门槛不能低于一级"),
        ({"scenes": 17}, "二级：场景门槛超过场景数（共 16 个，其中★ 10 个）"),
        ({"starred": 11}, "二级：场景门槛超过场景数（共 16 个，其中★ 10 个）"),
        ({"starred": 7}, "二级：★场景门槛不能高于场景门槛"),
        ({"score": "120"}, "二级：分数门槛 120 应大于 0 且不超过 100"),
        ({"level": 5}, "等级规则：等级应从 1 开始依次编号"),
    ],
)
def test_level_rule_must_be_sane(content, change, message):
    content["levels"][1].update(change)
    assert message in complaints(content)


@pytest.mark.parametrize(
    ("code", "band", "message"),
    [
        ("Q03", {"of": "share", "numerator": "connected", "denominator": "Q02.sum"}, "找不到数字项 Q02.sum"),
        ("Q03", {"of": "share", "numerator": "connected"}, "分子和分母要么都写，要么都不写"),
        ("Q03", {"of": "share"}, "至少写比例数字项（stated）"),
        ("Q03", {"of": "ratio"}, "of 应是 share 或 change，现为 'ratio'"),
        ("Q05", {"of": "share", "stated": "rate"}, "每个选项都要写档位上限（to）"),
        (
            "Q05",
            {"of": "change", "now": ["a", "b"], "before": ["c", "d"]},
            "变化（trend）应为上升（up）、持平（same）、下降（down）各一个",
        ),
        (
            "Q14",
            {"of": "change", "now": ["staff_now"], "before": []},
            "now 和 before 各写一个数字项，或各写两个",
        ),
        ("Q01", {"of": "share", "stated": "rate"}, "只有单选题可以由数字算出档位"),
    ],
)
def test_band_must_lead_somewhere(content, code, band, message):
    item(content, code)["band"] = band
    assert message in complaints(content)


def test_bands_must_ascend_to_100(content):
    item(content, "Q02")["options"][4]["to"] = "90"
    assert "Q02 设备数字化：各档上限（to）应从小到大且最后一档为 100" in complaints(content)


def test_scenes_need_a_description_per_level_and_dimensions_their_questions(content):
    content["scenes"][0]["levels"].pop()
    content["scenes"][1]["dimension"] = "operations"
    del content["scene_below"]
    content["dimensions"].append({"code": "extra", "name": "其他"})
    text = complaints(content)
    assert "S01 产品设计：应有 4 级描述，现有 3 级" in text
    assert "S02 工艺设计：所属维度 operations 不在维度表中" in text
    assert "须写 scene_below" in text
    assert "其他：没有题目" in text


def test_scored_items_and_scenes_do_not_mix_in_a_dimension(content):
    content["scenes"][0]["dimension"] = "foundation"
    assert "数字化基础：同一维度要么全部计分，要么全部按场景判定" in complaints(content)


def test_all_reading_mistakes_are_reported_at_once_with_their_place(content):
    del content["title"]
    content["issued"] = "next week"
    item(content, "Q02")["numbers"][1]["whole"] = "yes"
    item(content, "Q03")["points"] = "six"
    item(content, "Q04")["kind"] = "several"
    item(content, "Q05")["optoins"] = []
    item(content, "Q06")["options"][2] = "C"
    content["levels"][0]["scenes"] = -1
    content["scenes"][2]["levels"] = "四级"
    content["dimensions"][0]["name"] = "  "
    with pytest.raises(QuestionnaireError) as caught:
        parse(content)
    places = [where for where, _ in caught.value.problems]
    text = str(caught.value)
    assert "评测表：缺少 title" in text
    assert "issued 应是日期" in text
    assert "items 第 2 项（Q02） · numbers 第 2 项（total）：whole 应是 true 或 false，现为 'yes'" in text
    assert "items 第 3 项（Q03）：points 应是不小于 0 的数，现为 'six'" in text
    assert "kind 应是 single、multi 之一，现为 'several'" in text
    assert "items 第 5 项（Q05）：不认识 optoins，请检查拼写" in text
    assert "items 第 6 项（Q06） · options 第 3 项：应是一组" in text
    assert "levels 第 1 项：scenes 应是不小于 0 的整数，现为 -1" in text
    assert "scenes 第 3 项（S03）：levels 应是一列文字" in text
    assert "name 应是文字，不能为空" in text
    assert len(places) >= 10


def test_points_are_never_floats(content):
    item(content, "Q05")["points"] = 10.0
    assert "points 应是不小于 0 的数，现为 10.0" in complaints(content)


def test_points_keep_to_the_places_a_total_keeps(content):
    item(content, "Q05")["options"][1]["points"] = "2.50001"
    assert "Q05 信息系统：选项分值最多 4 位小数" in complaints(content)


@table(
    ("data", "message"),
    [
        (b"edition = ", "文件：不是有效的 TOML"),
        ("title = '评测'".encode("gb18030"), "文件：不是 UTF-8 编码，请另存为 UTF-8"),
        (b"", "评测表：缺少 edition"),
        (b"items = 3\nissued = 2024-09-04T08:00:00", "items 应是一个列表"),
    ],
)
def test_unreadable_files(data, message):
    with pytest.raises(QuestionnaireError, match=message):
        loads(data)


def test_a_byte_order_mark_is_no_mistake():
    path = DATA_FOLDER / "2024-manufacturing.toml"
    assert loads(b"\xef\xbb\xbf" + path.read_bytes()) == load(path)
    assert load(path).issued == date(2024, 9, 4)


# --- Files made to break the reader --------------------------------------------------------------------------------
TEXT = (DATA_FOLDER / "2024-manufacturing.toml").read_text("utf-8")


@table("old", ['kind = "multi"', 'code = "Q01"', 'category = "manufacturing"', "scenes = 6", "points = 8"])
def test_endless_hexadecimal_numbers_are_refused(old):
    with pytest.raises(QuestionnaireError):
        loads(TEXT.replace(old, f"{old.split()[0]} = 0x" + "F" * 5000, 1).encode())


@table("key", ["a" + ".a" * 5_000, '"a b"' + '."a b"' * 5_000])
def test_a_name_of_thousands_of_names_is_refused_before_it_is_built(key):
    with pytest.raises(QuestionnaireError, match="第 2 行：用点号连接的名称过多"):
        loads(f"# 1\n{key} = 1\n{TEXT}".encode())


@table("line", ["# 1.2.3.4.5.6.7", "# " + "x" * 200_000, "# " + "长" * 100_000])
def test_comments_may_say_anything(line):
    assert loads(f"{line}\n{TEXT}".encode()) == manufacturing_2024()


def test_texts_may_hold_dots():
    text = TEXT.replace("企业已建成哪些网络？", "版本 v1.2.3.4.5.6.7？")
    assert "v1.2.3.4.5.6.7" in loads(text.encode()).by_code["Q01"].text


def test_lines_are_known_behind_a_text_that_ends_in_four_quotes():
    text = TEXT.replace(
        next(line for line in TEXT.splitlines() if line.startswith("note = ")), 'note = """他说"好""""'
    )
    text = text.replace("points = 0.9", "points = 0.8", 1)
    line = text[: text.index('code = "Q04"')].count("\n")
    with pytest.raises(QuestionnaireError) as caught:
        loads(text.encode())
    assert caught.value.problems[0][0] == f"第 {line} 行 Q04 数据采集"


def test_what_surrounds_a_text_is_no_part_of_it(content):
    assert parse(content | {"note": f"\n {content['note']}  "}) == manufacturing_2024()
    assert "note 最多 2000 个字" in complaints(content | {"note": "长" * 2001})

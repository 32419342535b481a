"""Wrong, hostile and untimely input: a clear message, nothing lost, nothing broken."""

import uuid

import pytest
from django.urls import reverse

from assessments.models import Assessment
from assessments.services import taking
from tests import factories
from tests.assessments.conftest import elsewhere, fill, posted, seen_on, submitted
from tests.assessments.sheets import answer, highest_sheet, scenes_at
from tests.assessments.test_taking import answers_of, save, take_url


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("data", "message", "shown"),
    [
        ({"Q05": ["B", "C"]}, "只能选择一项，请重新选择。", 'id="id_Q05_C" value="C" checked'),
        (
            {"Q01": ["A", "B"]},
            "选了“以上均无”就不能再选其他项，请只保留一种。",
            'id="id_Q01_A" value="A" checked',
        ),
        ({"Q05": ["Z"]}, "没有这个选项，请重新选择。", 'id="Q05"'),
        ({"Q02-rate": "130"}, "生产设备数字化率应在 0 到 100 之间，现为 130。", 'value="130"'),
        ({"Q02-rate": "-1"}, "生产设备数字化率不能小于 0。", 'value="-1"'),
        ({"Q02-total": "很多"}, "生产设备数量应是数字，例如 12。", 'value="很多"'),
        ({"Q02-total": "12.5"}, "生产设备数量应是整数，现为 12.5。", 'value="12.5"'),
        ({"Q02-total": "9" * 18}, "生产设备数量的位数过多，请核对单位（台）。", 'value="' + "9" * 18),
        ({"Q02-total": "x" * 1_500_000}, "生产设备数量应是数字，例如 12。", 'value="' + "x" * 60 + '"'),
        ({"Q02-total": "1\x002"}, "含有不可见的字符", 'id="Q02"'),
        ({"Q02-rate": "1e9999999"}, "生产设备数字化率应是数字，例如 12.5。", 'value="1e9999999"'),
        ({"Q03-rate": "1e999999"}, "应是数字，例如 12.5。", 'value="1e999999"'),
        ({"Q03-rate": "-1e999999999999999999"}, "应是数字，例如 12.5。", 'value="-1e999999999999999999"'),
        ({"Q02-rate": "9" * 40}, "生产设备数字化率的位数过多，请核对单位（%）。", 'value="' + "9" * 40),
        ({"Q02-rate": "0." + "3" * 16}, "生产设备数字化率的位数过多", 'id="Q02"'),
        ({"Q02-rate": "NaN"}, "生产设备数字化率应是数字，例如 12.5。", 'value="NaN"'),
        ({"Q02-rate": "-sNaN12"}, "生产设备数字化率应是数字，例如 12.5。", 'value="-sNaN12"'),
        ({"Q02-rate": "Infinity"}, "生产设备数字化率应是数字，例如 12.5。", 'value="Infinity"'),
        ({"Q02-total": "1_000"}, "生产设备数量应是数字，例如 12。", 'value="1_000"'),
        ({"Q02-total": "0x1F"}, "生产设备数量应是数字，例如 12。", 'value="0x1F"'),
        ({"Q02-total": "."}, "生产设备数量应是数字，例如 12。", 'value="."'),
        ({"Q02-total": "١٢"}, "生产设备数量应是数字，例如 12。", 'value="١٢"'),
    ],
    ids="two-singles none-and-others unknown-option 130% negative words fraction-of-a-device too-many-digits "
    "megabytes null-character overflow long-exponent negative-exponent too-many-digits-of-a-rate "
    "too-many-decimals nan signalling-nan infinity underscore hexadecimal point arabic-digits".split(" "),
)
def test_unreadable_answers_are_named_and_the_rest_is_kept(owner_client, draft, data, message, shown):
    fill(draft, {"Q05": answer("A"), "Q02": answer("B")})
    others = {"Q07": ["B"], "Q05": ["D"]}
    response = save(owner_client, draft, "foundation", others | data)
    page = text_of(response)
    assert response.status_code == 200
    assert message in page
    assert shown in page
    assert len(response.content) < 100_000
    assert "以下题目没有保存" in page
    assert answers_of(draft)["Q07"] == answer("B")
    wrong = next(iter(data)).partition("-")[0]
    assert answers_of(draft).get(wrong) == {"Q05": answer("A"), "Q02": answer("B")}.get(wrong)
    again = owner_client.post(take_url(draft), others | {"seen": seen_on(page)})
    assert again.status_code == 302
    assert answers_of(draft)["Q05"] == answer("D")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１２０", "120"),
        ("1,200", "1200"),
        ("１，２００．0", "1200"),
        ("007", "7"),
        ("+5", "5"),
        ("0", "0"),
        ("-0", "0"),
    ],
)
def test_numbers_are_read_as_people_type_them(owner_client, draft, typed, kept):
    assert save(owner_client, draft, "foundation", {"Q02-total": typed}).status_code == 302
    assert answers_of(draft)["Q02"] == answer(total=kept)


@pytest.mark.parametrize("value", ["5", "-1", "三", "3"])
def test_scene_levels_are_checked(owner_client, draft, value):
    response = save(owner_client, draft, "operation", {"S01": [value], "S02": ["2"]})
    assert answers_of(draft).get("S01") == ({"level": 3} if value == "3" else None)
    assert ("没有这个选项" in text_of(response)) == (value != "3")
    assert answers_of(draft)["S02"] == {"level": 2}


def test_contradicting_counts_are_saved_and_shown_at_the_question(owner_client, draft):
    data = {"Q02": ["E"], "Q02-total": "100", "Q02-digital": "35"}
    response = save(owner_client, draft, "foundation", data)
    assert response.url == take_url(draft)
    page = text_of(owner_client.get(response.url))
    assert "按所填数量计算为 35%，对应“超过 20%，至 40%”，现选“超过 60%”，请核对数据或选项。" in page
    assert "已保存，其中 1 处需要更正" in page
    assert 'class="question question--invalid" id="Q02"' in page
    assert answers_of(draft)["Q02"] == answer("E", total="100", digital="35")


def test_missing_numbers_are_named_once_the_question_is_answered(owner_client, draft):
    response = save(owner_client, draft, "outcome", {"Q13": ["C"]})
    assert response.url == take_url(draft, "review")
    assert "请填写目前月均产品合格率。" in text_of(owner_client.get(take_url(draft, "outcome")))


def test_unknown_fields_are_ignored(owner_client, draft):
    save(owner_client, draft, "foundation", {"Q99": ["A"], "Q08": ["B"], "S01": ["2"], "Q05": ["B"]})
    assert answers_of(draft) == {"Q05": answer("B")}


@pytest.mark.filterwarnings("ignore")
def test_ten_megabytes_of_text_are_refused_with_the_limit_named(owner_client, draft):
    response = owner_client.post(take_url(draft), {"Q02-total": "1" * 10_000_000})
    assert response.status_code == 413
    assert "不能超过 2 MB" in text_of(response) and "后退" in text_of(response)
    assert answers_of(draft) == {}


def test_other_enterprises_assessments_do_not_exist(login, places, draft):
    """Somebody else's assessment → 404, whatever is asked of it."""
    stranger = login(factories.make_legal_user(factories.make_enterprise(places.liwan)))
    for url in [take_url(draft), take_url(draft, "review"), reverse("assessments:detail", args=[draft.pk])]:
        assert stranger.get(url).status_code == 404
    assert stranger.post(take_url(draft), {"Q05": ["B"]}).status_code == 404
    assert answers_of(draft) == {}
    assert str(draft.pk) not in text_of(stranger.get(reverse("assessments:list")))


def test_unknown_assessments_and_steps_are_not_found(owner_client, draft):
    assert owner_client.get(take_url(draft, "elsewhere")).status_code == 404
    assert owner_client.get(reverse("assessments:detail", args=[uuid.uuid4()])).status_code == 404


def test_starting_and_saving_are_never_done_by_get(owner_client, questionnaire, enterprise):
    assert owner_client.get(reverse("assessments:start")).url == reverse("assessments:list")
    assert not Assessment.objects.exists()


def test_stale_tab_is_refused_with_both_answers_shown(owner_client, draft):
    seen = seen_on(text_of(owner_client.get(take_url(draft))))
    save(owner_client, draft, "foundation", {"Q05": ["B"], "Q02-total": "80", "Q07": ["B"]})
    response = owner_client.post(
        take_url(draft), {"Q05": ["D"], "Q02-total": "90", "Q07": ["B"], "seen": seen}
    )
    page = text_of(response)
    assert response.status_code == 409 and "部分内容没有保存：另一个页面刚刚保存了不同的内容" in page
    assert [(each.label[:3], each.stored, each.typed) for each in response.context["conflicts"]] == [
        ("Q02", "生产设备数量 80台", "生产设备数量 90台"),
        ("Q05", "B 覆盖单个业务环节", "D 覆盖绝大部分业务环节（超过 80%）"),
    ]
    assert 'id="id_Q05_D" value="D" checked' in page
    assert elsewhere(page) == ["生产设备数量 80台", "B 覆盖单个业务环节"]
    assert 'value="90"' in page
    assert answers_of(draft)["Q05"] == answer("B")
    again = owner_client.post(
        take_url(draft), {"Q05": ["D"], "Q02-total": "90", "Q07": ["B"], "seen": seen_on(page)}
    )
    assert again.status_code == 302
    assert answers_of(draft)["Q05"] == answer("D")


def test_stale_scene_page_shows_levels_in_words(owner_client, draft):
    seen = seen_on(text_of(owner_client.get(take_url(draft, "operation"))))
    save(owner_client, draft, "operation", {"S01": ["3"], "S02": ["0"]})
    page = text_of(
        owner_client.post(take_url(draft, "operation"), {"S01": ["4"], "S03": ["1"], "seen": seen})
    )
    assert elsewhere(page) == ["三级"]
    # What only one of the two pages changed is kept, from either.
    assert answers_of(draft) == {"S01": {"level": 3}, "S02": {"level": 0}, "S03": {"level": 1}}


def test_another_tab_on_another_page_is_no_conflict(owner_client, draft):
    seen = seen_on(text_of(owner_client.get(take_url(draft))))
    save(owner_client, draft, "management", {"Q08": ["B"]})
    assert owner_client.post(take_url(draft), {"Q05": ["D"], "seen": seen}).status_code == 302
    assert set(answers_of(draft)) == {"Q05", "Q08"}


def test_double_click_on_save_is_no_conflict(owner_client, draft):
    data = {"Q05": ["D"], "seen": seen_on(text_of(owner_client.get(take_url(draft))))}
    first = owner_client.post(take_url(draft), data)
    second = owner_client.post(take_url(draft), data)
    assert first.url == second.url


def test_a_page_without_its_mark_cannot_overwrite(owner_client, draft):
    fill(draft, {"Q05": answer("B")})
    assert "保存了不同的内容" in text_of(owner_client.post(take_url(draft), {"Q05": ["D"]}))
    assert answers_of(draft)["Q05"] == answer("B")


def test_a_pledge_for_answers_changed_since_is_not_taken(owner_client, draft):
    fill(draft, highest_sheet())
    seen = seen_on(text_of(owner_client.get(take_url(draft, "review"))))
    save(owner_client, draft, "operation", posted("operation", scenes_at(1)))
    response = owner_client.post(take_url(draft, "review"), {"seen": seen, "pledge": "on"})
    assert response.url == take_url(draft, "review")
    page = text_of(owner_client.get(response.url))
    assert "请核对下面的最新答案后再提交" in page
    assert Assessment.objects.get().is_draft


def test_hints_do_not_stop_the_submission(owner_client, draft):
    years = answer("C", staff_now="10", staff_before="10", revenue_now="120", revenue_before="100")
    fill(draft, highest_sheet() | {"Q12": answer("C", energy_now="150", energy_before="100"), "Q14": years})
    page = text_of(owner_client.get(take_url(draft, "review")))
    assert "请再核对（不影响提交）" in page
    assert "按所填数据计算为上升，对应“增加”，现选“降低”" in page
    assert "请核对：" in text_of(owner_client.get(take_url(draft, "outcome")))
    owner_client.post(take_url(draft, "review"), {"seen": seen_on(page), "pledge": "on"})
    assert Assessment.objects.get().level == 4


def test_saving_in_another_tab_after_submitting_changes_nothing(owner_client, enterprise, questionnaire):
    assessment = submitted(enterprise, highest_sheet())
    with pytest.raises(taking.AlreadySubmitted):
        taking.save_answers(assessment, {"Q05": None}, {})

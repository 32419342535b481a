"""The enterprise's front page after login (M2)."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from declarations.enums import FilingState
from declarations.models import Filing
from enterprises.enums import CertificationState, Tier
from enterprises.models import Certification
from notices.enums import MessageKind
from notices.models import Message
from tests import factories

HOME = reverse("enterprise_home")


def tell(enterprise, count: int, *, start: int = 0) -> None:
    for number in range(start, start + count):
        Message.objects.create(
            enterprise=enterprise,
            kind=MessageKind.DECLARATION,
            title=f"消息{number}号",
            body="内容",
            key=f"{enterprise.pk}-{number}",
            created_at=dt.datetime(2022, 7, 13, 9, 0, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
        )


def assess(enterprise, level: int, total: str, at: dt.datetime) -> Assessment:
    return factories.make_assessment(enterprise, level, total=total, at=at)


def certify(enterprise, tier: Tier, until: dt.date, number: int = 1, **fields) -> Certification:
    return Certification.objects.create(
        enterprise=enterprise,
        tier=tier,
        authority=enterprise.authority,
        enterprise_name=enterprise.name,
        document_number=f"示企函〔2024〕{number}号",
        certified_on=dt.date(2024, 1, 1),
        valid_from=dt.date(2024, 1, 1),
        valid_until=until,
        **fields,
    )


def declare(enterprise, window, state=FilingState.DRAFT) -> Filing:
    """A filing in the state, as the workflow would have left it."""
    fields = {}
    if state != FilingState.DRAFT:
        fields = {"submitted_at": timezone.now(), "first_authority": enterprise.authority}
        fields["chain"] = [enterprise.authority.code]
    if state == FilingState.IN_REVIEW:
        fields["current_authority"] = enterprise.authority
    if state == FilingState.RETURNED:
        fields["returned_by"] = enterprise.authority
    if state == FilingState.REJECTED:
        fields["decided_at"] = timezone.now()
    return Filing.objects.create(
        enterprise=enterprise, window=window, kind=window.kind, tier=window.tier, state=state, **fields
    )


def test_m2_1_the_newest_five_messages(owner_client, enterprise, places):
    tell(enterprise, 7)
    tell(factories.make_enterprise(places.yuelu), 1, start=90)
    page = owner_client.get(HOME).text
    shown = [number for number in (*range(7), 90) if f"消息{number}号" in page]
    assert shown == [2, 3, 4, 5, 6]
    assert page.index("消息6号") < page.index("消息2号")
    assert "[申报提醒]" in page
    assert ">2022-07-13</time>" in page
    assert f'<a class="panel__more" href="{reverse("notices:messages")}">更多' in page


def test_m2_2_the_assessment_that_counts_is_the_latest(owner_client, enterprise):
    assert "还没有评测" in owner_client.get(HOME).text
    assess(enterprise, 3, "71.5", timezone.now() - dt.timedelta(days=30))
    assess(enterprise, 2, "45.25", timezone.now())
    page = owner_client.get(HOME).text
    assert "<strong>二级</strong>" in page
    assert "得分 45.25" in page
    assert f'href="{reverse("assessments:list")}">去自评' in page


def test_m2_3_declaring_opens_the_cities(owner_client):
    page = owner_client.get(HOME).text
    for tier in Tier:
        assert f'href="{reverse("declarations:cities")}?tier={tier.value}" data-dialog>申报' in page


def test_m2_3_incomplete_information_is_listed_and_led_to(places, login):
    bare = factories.make_enterprise(complete=False)
    page = login(factories.make_legal_user(bare)).get(HOME).text
    address = reverse("enterprises:profile_edit")
    for label in ("注册地", "所属行业", "注册资本"):
        assert label in page
    assert f'href="{address}#id_registered_capital">注册资本</a>' in page
    assert "请先补全企业信息" in page
    assert reverse("declarations:cities") not in page
    assert page.count(f'href="{address}">申报') == 3


def test_complete_information_is_not_mentioned(owner_client):
    assert "企业信息还缺" not in owner_client.get(HOME).text


def test_an_open_window_is_the_next_step_until_it_is_used(owner_client, enterprise, places):
    window = factories.make_window(places.guangdong)
    assert owner_client.get(HOME).context["step"].text == "创新型中小企业正在申报"
    filing = declare(enterprise, window)
    assert "尚未提交" in owner_client.get(HOME).context["step"].text
    filing.delete()
    declare(enterprise, window, FilingState.REJECTED)
    assert "没有可以办理" in owner_client.get(HOME).context["step"].text


def test_windows_elsewhere_closed_or_of_another_kind_are_no_step(owner_client, places):
    factories.make_window(places.hunan)
    factories.make_window(places.shenzhen)
    factories.make_window(places.guangzhou, kind="update")
    past = timezone.now() - dt.timedelta(days=1)
    factories.make_window(places.tianhe, closes_at=past, opens_at=past - dt.timedelta(days=1))
    assert "没有可以办理" in owner_client.get(HOME).context["step"].text


def test_filings_under_way_with_state_and_deadline(owner_client, enterprise, places):
    returned = declare(enterprise, factories.make_window(places.guangdong), FilingState.RETURNED)
    in_review = declare(
        enterprise,
        factories.make_window(places.ministry, tier=Tier.LITTLE_GIANT, standard="R2026-LITTLE-GIANT"),
        FilingState.IN_REVIEW,
    )
    other = factories.make_enterprise(places.tianhe)
    declare(
        other, factories.make_window(places.guangdong, tier=Tier.SPECIALIZED, standard="R2026-SPECIALIZED")
    )
    page = owner_client.get(HOME)
    assert {filing.pk for filing in page.context["filings"]} == {returned.pk, in_review.pk}
    for words in ("退回修改", "待区县审核", "前重新提交"):
        assert words in page.text
    assert "被退回" in page.context["step"].text


def test_what_has_ended_is_not_under_way(owner_client, enterprise, places):
    declare(enterprise, factories.make_window(places.guangdong), FilingState.REJECTED)
    assert "正在办理" not in owner_client.get(HOME).text


def test_titles_held_with_their_state(owner_client, enterprise, places):
    today = timezone.localdate()
    certify(enterprise, Tier.INNOVATIVE, today)
    certify(enterprise, Tier.SPECIALIZED, today - dt.timedelta(days=1), 2)
    certify(enterprise, Tier.LITTLE_GIANT, today, 3, state=CertificationState.CANCELLED)
    stranger = factories.make_enterprise(places.tianhe)
    certify(stranger, Tier.INNOVATIVE, today, 4)
    page = owner_client.get(HOME)
    assert {(title.tier, label) for title, label, _tone in page.context["certifications"]} == {
        ("innovative", "有效"),
        ("specialized", "已到期"),
        ("little_giant", "已取消"),
    }
    assert "示企函〔2024〕1号" in page.text and "示企函〔2024〕4号" not in page.text


def test_m4_2_who_has_no_enterprise_is_told_why(client, places, login):
    assert client.get(HOME).url.startswith(reverse("enterprises:login"))
    for user in (factories.make_natural_user(), factories.make_official(places.guangdong)):
        response = login(user).get(HOME)
        assert response.status_code == 403
        assert "法人账户" in response.text


def test_a_filing_in_review_names_the_level_that_has_it(owner_client, enterprise, places):
    filing = declare(enterprise, factories.make_window(places.guangdong), FilingState.IN_REVIEW)
    for office, words in ((places.guangzhou, "待市级审核"), (places.guangdong, "待省级审核")):
        Filing.objects.filter(pk=filing.pk).update(current_authority=office)
        assert words in owner_client.get(HOME).text


def test_a_small_constant_number_of_queries(owner_client, enterprise, places, query_count):
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            window = factories.make_window(
                places.guangdong,
                year=2000 + number,
                **factories.period(number),
            )
            declare(enterprise, window, FilingState.IN_REVIEW)
            factories.make_window(places.guangzhou, year=2000 + number, **factories.period(number))
            certify(enterprise, Tier.INNOVATIVE, dt.date(2027, 1, 1), number)
        tell(enterprise, last - first, start=first)

    assess(enterprise, 2, "45.25", timezone.now())
    fill(0, 3)
    few = query_count(owner_client, HOME)
    fill(3, 33)
    assert query_count(owner_client, HOME) == few <= 10

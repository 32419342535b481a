"""The visual language: contrast of the tokens, figures and times as written, fields, partials, the style guide."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from cultivation.templatetags import ui

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TOKENS = dict(
    re.findall(r"--([\w-]+):\s*([^;]+);", (STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))
)
TONES = ("neutral", "info", "progress", "success", "warning", "danger")

# Text and what it stands on, wherever the style sheets put the one upon the other.
PAIRS = [
    *((f"{tone}-text", f"{tone}-surface") for tone in TONES),
    *((f"{tone}-text", "surface") for tone in TONES),
    *((f"{tone}-text", "page") for tone in TONES),
    *(("ink", f"{tone}-surface") for tone in TONES),
    *((ink, ground) for ink in ("ink", "ink-soft", "ink-quiet") for ground in ("surface", "page", "sunken")),
    *((brand, ground) for brand in ("brand", "brand-strong") for ground in ("surface", "page", "brand-soft")),
    *(("on-brand", ground) for ground in ("brand", "brand-strong", "brand-deep", "danger-text", "ink-soft")),
    ("on-brand-quiet", "brand-deep"),
    ("ink", "brand-soft"),
    ("ink-soft", "brand-soft"),
    ("ink-soft", "sunken"),
]
# Edges of inputs and the focus ring need 3:1.
EDGES = [
    ("line-strong", "surface"),
    ("brand", "surface"),
    ("focus-colour", "surface"),
    ("focus-colour", "page"),
]


def _luminance(token: str) -> float:
    value = TOKENS[token]
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"--{token} is not a plain colour: {value}"
    channels = [int(value[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_legible_on_its_ground(text, ground):
    assert _contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_focus_are_visible(edge, ground):
    assert _contrast(edge, ground) >= 3


def test_colours_are_written_in_the_tokens_only():
    for sheet in (STATIC / "css").glob("*.css"):
        if sheet.name in {"tokens.css", "print.css", "pdf.css"}:  # margin boxes of a page know no variables
            continue
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsl", sheet.read_text(encoding="utf-8")), (
            sheet.name
        )


def test_every_variable_used_is_defined():
    used = set()
    for sheet in (STATIC / "css").glob("*.css"):
        used |= set(re.findall(r"var\(--([\w-]+)", sheet.read_text(encoding="utf-8")))
    assert used <= set(TOKENS)


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8"))
    )
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)"', template.read_text(encoding="utf-8")))
    assert named
    assert named <= drawn


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234567.8"), "1,234,567.80"),
        (Decimal("0.005"), "0.01"),
        (Decimal("-2.675"), "-2.68"),
        (0, "0.00"),
        (None, "—"),
        ("", "—"),
        ("一千", "—"),
        (Decimal("NaN"), "—"),
    ],
)
def test_money(value, written):
    assert ui.money(value) == written


@pytest.mark.parametrize(
    ("value", "written"), [(Decimal("0.0723"), "7.23%"), (Decimal("-1"), "-100.00%"), (None, "—")]
)
def test_percent(value, written):
    assert ui.percent(value) == written


def test_times_are_shown_in_shanghai():
    moment = datetime(2022, 8, 31, 13, 33, 5, tzinfo=UTC)
    assert ui.minute(moment) == "2022-08-31 21:33"  # M1.1
    assert ui.second(moment) == "2022-08-31 21:33:05"  # M3.4
    assert ui.day(datetime(2022, 7, 12, 16, 0, tzinfo=UTC)) == "2022-07-13"  # M2.1
    assert ui.day(date(2022, 7, 13)) == "2022-07-13"
    assert ui.minute(None) == "—"


@pytest.mark.parametrize(
    ("end", "written"),
    [
        (datetime(2026, 5, 25, 16, 0, tzinfo=UTC), "2026年5月25日24:00"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2026年12月31日24:00"),
        (datetime(2026, 5, 25, 9, 30, tzinfo=UTC), "2026年5月25日17:30"),
        (None, "—"),
    ],
)
def test_a_deadline_at_midnight_belongs_to_the_day_before(end, written):
    assert ui.deadline(end) == written


@pytest.mark.parametrize(
    ("size", "written"), [(300, "300 B"), (12_800, "12 KB"), (1_572_864, "1.5 MB"), (None, "—")]
)
def test_file_size(size, written):
    assert ui.filesize_zh(size) == written


def _render(source: str, **context) -> str:
    return engines["django"].from_string("{% load ui crispy_forms_tags %}" + source).render(context)


def test_icons_are_silent_unless_named():
    assert 'aria-hidden="true"' in _render('{% icon "search" %}')
    named = _render('{% icon "lock" label=label %}', label='"已锁定"')
    assert 'role="img"' in named
    assert 'aria-label="&quot;已锁定&quot;"' in named


class _Form(forms.Form):
    revenue = forms.DecimalField(
        label="营业收入",
        help_text="以审计报告为准。",
        widget=forms.TextInput(attrs={"data-unit": "万元", "class": "own"}),
    )
    listed = forms.ChoiceField(label="是否上市", choices=[("y", "是"), ("n", "否")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="承诺真实")
    industry = forms.ChoiceField(label="行业", choices=[("C", "制造业")], required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    helper = FormHelper()
    helper.form_tag = False


def _row(form: forms.Form, name: str) -> str:
    return _render("{% form_row field %}", field=form[name])


def test_a_field_shows_label_required_mark_unit_and_help():
    html = _row(_Form(), "revenue")
    assert '<label class="field__label" for="id_revenue">营业收入' in html
    assert "（必填）" in html
    assert '<span class="input-group-text" id="id_revenue_unit">万元</span>' in html
    assert 'aria-describedby="id_revenue_unit id_revenue_helptext"' in html
    assert 'class="own form-control"' in html
    assert "aria-invalid" not in html
    assert "必填" not in _row(_Form(), "industry")


def test_a_wrong_field_is_described_by_its_error_and_keeps_what_was_typed():
    html = _row(_Form({"revenue": "一千<万>"}), "revenue")
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_revenue_unit id_revenue_helptext id_revenue_error"' in html
    assert 'id="id_revenue_error"' in html
    assert 'value="一千&lt;万&gt;"' in html


def test_a_remark_of_a_reviewer_stands_beside_the_field_and_is_escaped():
    form = _Form()
    form.fields["revenue"].remark = "与<b>审计报告</b>不一致"
    html = _row(form, "revenue")
    assert "与&lt;b&gt;审计报告&lt;/b&gt;不一致" in html
    assert "id_revenue_remark" in re.search(r'aria-describedby="([^"]+)"', html)[1]


def test_a_group_of_choices_is_a_fieldset_with_its_own_legend():
    html = _row(_Form({"listed": "x"}), "listed")
    assert '<fieldset aria-describedby="id_listed_error">' in html
    assert "<legend" in html
    assert html.count('type="radio"') == 2
    assert '<label class="form-check-label" for="id_listed_0">是</label>' in html


def test_the_shown_choice_is_the_one_sent():
    html = _row(_Form({"listed": "n"}), "listed")
    assert re.search(r'value="n"[^>]*checked', html)
    assert not re.search(r'value="y"[^>]*checked', html)


def test_rendering_does_not_change_the_widget():
    form = _Form({"revenue": ""})
    before = dict(form.fields["revenue"].widget.attrs)
    _row(form, "revenue")
    assert form.fields["revenue"].widget.attrs == before


def test_crispy_uses_the_same_field_and_summarises_the_errors_once():
    form = _Form({"revenue": "", "agree": ""})
    form.add_error(None, "两处不一致。")
    html = _render(
        "{% crispy form %}{% include 'includes/form_errors.html' with form=form only %}", form=form
    )
    assert html.count('role="alert"') == 1
    assert "两处不一致。" in html
    assert 'href="#id_revenue"' in html
    assert 'href="#div_id_listed"' in html  # a group has no single input to jump to
    assert 'id="div_id_listed"' in html
    assert 'type="hidden" name="token"' in html
    assert html.count("<label") == html.count("</label>")


def test_a_form_not_sent_shows_no_summary():
    assert 'role="alert"' not in _render("{% crispy form %}", form=_Form())


def test_messages_are_announced_by_their_weight():
    messages = [Message(constants.SUCCESS, "已保存"), Message(constants.ERROR, "没有<保存>")]
    html = render_to_string("includes/messages.html", {"messages": messages})
    assert re.search(r'role="status".*已保存.*role="alert".*没有&lt;保存&gt;', html, re.DOTALL)


def test_pages_are_numbered_with_the_search_kept():
    page = Paginator(range(190), 10).page(9)
    html = render_to_string("includes/pagination.html", {"page_obj": page, "querystring": "q=%E7%94%B3"})
    assert "共 190 条，第 9 / 19 页" in html
    assert 'href="?q=%E7%94%B3&amp;page=10"' in html
    assert html.count('aria-current="page"') == 1
    assert "…" in html


def test_a_missing_value_says_so_and_zero_is_a_value():
    rows = [{"label": "传真", "value": ""}, {"label": "发明专利", "value": 0}]
    html = render_to_string("includes/definition_list.html", {"rows": rows})
    assert html.count("未填写") == 1
    assert "0" in html


@pytest.mark.parametrize("page", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_pages_need_nothing_from_the_request(page):
    """Where, what, how to go on: without a context, as Django renders some of them."""
    html = render_to_string(f"{page}.html")
    assert html.count("<h1") == 1
    assert "回到首页" in html


@pytest.mark.django_db
@pytest.mark.parametrize("shell", ["portal", "enterprise", "print"])
def test_style_guide_shows_everything(client, shell):
    response = client.get("/styleguide/", {"shell": shell})
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<main") == 1
    assert html.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    described = {name for names in re.findall(r'aria-describedby="([^"]+)"', html) for name in names.split()}
    assert targets | described <= set(ids)


@pytest.mark.django_db
def test_the_captcha_answer_is_labelled_and_never_completed(client):
    html = client.get("/styleguide/").content.decode()
    assert re.search(r'<label class="field__label" for="id_ok-captcha_1">图形验证码', html)
    answer = re.search(r'<input type="text"[^>]*id="id_ok-captcha_1"[^>]*>', html)[0]
    assert 'autocomplete="off"' in answer
    assert 'autocapitalize="off"' in answer
    assert "看不清？刷新本页换一张" in html  # without JavaScript
    assert re.search(r'<img class="captcha__image"[^>]*alt="图形验证码', html)


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{"page": "401"}, {"shell": "admin"}])
def test_style_guide_knows_only_its_own_pages(client, query):
    assert client.get("/styleguide/", query).status_code == 404


@pytest.mark.parametrize(
    ("user", "is_official", "shown", "hidden"),
    [
        (SimpleNamespace(is_authenticated=False), False, ["登录", "注册"], ["退出", "企业中心", "管理端"]),
        (
            SimpleNamespace(is_authenticated=True, full_name="甲<公司>", get_username="a"),
            False,
            ["企业中心", "甲&lt;公司&gt;", "退出"],
            ["登录", "管理端"],
        ),
        (
            SimpleNamespace(is_authenticated=True, full_name="", get_username="boss"),
            True,
            ["管理端", "boss", "退出"],
            ["登录", "企业中心"],
        ),
    ],
    ids=["anonymous", "enterprise", "official"],
)
def test_header_offers_what_the_visitor_can_do(user, is_official, shown, hidden):
    request = RequestFactory().get("/")
    request.resolver_match = SimpleNamespace(view_name="home")
    request.user = user
    html = render_to_string(
        "includes/site_header.html",
        {
            "site_name": "平台",
            "user": user,
            "request": request,
            "acting": SimpleNamespace(is_official=is_official),
        },
    )
    for words in shown:
        assert words in html
    for words in hidden:
        assert words not in html
    assert re.search(r'aria-current="page">首页', html)

"""Searching the administrators' lists: found however it was typed."""

import html

from django.urls import reverse

from enterprises.models import Enterprise

LIST = reverse("admin:enterprises_enterprise_changelist")


def test_a_row_is_found_however_its_signs_are_typed(browse, enterprise):
    name, code = "广州示例（集团）“东风”有限公司", enterprise.credit_code
    Enterprise.objects.filter(pk=enterprise.pk).update(name=name)
    client = browse("guangdong")
    typings = [
        "示例(集团)", "示例（集团）", '"东风"', "“东风”", "示例 东风", code, code.lower(), code[:6], code[-6:],
        "".join(chr(ord(sign) + 0xFEE0) for sign in code), f"{code[:8]}", "\u200b示例",
    ]  # fmt: skip
    missing = [
        typed
        for typed in typings
        if name not in html.unescape(client.get(LIST, {"q": typed}).content.decode())
    ]
    assert not missing
    for typed in ("别的企业", code[4:10], "%", "甲 " * 200):
        response = client.get(LIST, {"q": typed}, follow=True)
        assert response.status_code == 200
        assert name not in html.unescape(response.content.decode()), typed
    assert client.get(LIST, {"q": "\x00"}, follow=True).status_code == 200

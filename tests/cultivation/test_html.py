"""Every page that links lead to, for a visitor, an enterprise and an official: valid HTML, in this platform's words."""

import re

import pytest
from django.test import Client
from django.urls import resolve

from tests.conftest import client_of
from tests.cultivation.test_access import PUBLIC
from tests.html_checks import problems
from tests.walk import pages, populate

# Words only the framework uses; its messages are in test_words.py.
FOREIGN = ("Email", "选中", "个中", "目前:", "输入一个", ">注销<", "当前：")
# Pages that are open to everybody or ask for passwords; what is typed elsewhere survives the end of a login.
FORGETS = PUBLIC | {"enterprises:password", "enterprises:certification_query", "admin:password_change"}
FORGETS |= {"admin:auth_user_password_change"}
_WRITTEN = re.compile(r"<textarea|<input[^>]* type=\"(?:text|number|file|email|tel|url)\"")


def forgets(name: str, html: str) -> list[str]:
    """The forms of a private page that lose what was written when the login has ended."""
    forms = re.findall(r'<form(?=[^>]* method="post").*?</form>', html, re.DOTALL)
    written = [each for each in forms if _WRITTEN.search(each) and name not in FORGETS]
    # The assessment has its own way.
    lost = [each for each in written if 'name="made_for"' not in each and name != "assessments:take"]
    return [f"forgets what was written: {each[:120]}" for each in lost]


@pytest.mark.slow
def test_every_page_is_valid_html_in_our_words(places):
    found: dict[str, str] = {}
    walked = set()
    for who, (user, start) in populate(places).items():
        client = client_of(user) if user else Client()
        for path, html in pages(client.get, start):
            name = resolve(path.partition("?")[0]).view_name
            if name in walked and name in PUBLIC:
                continue
            walked.add(name)
            for problem in [
                *problems(html),
                *forgets(name, html),
                *(f"{words} on a page" for words in FOREIGN if words in html),
            ]:
                found.setdefault(problem, f"{who} at {path}")

    assert [f"{where}: {problem}" for problem, where in found.items()] == []
    assert len(walked) > 80

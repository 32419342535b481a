"""No word of the framework reaches a page: Django's own texts are said in the platform's words (locale/)."""

import json
from collections.abc import Iterator
from itertools import chain

import polib
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.urls import reverse

from enterprises.models import User
from tests import factories

# How Django's translation and its English original speak.
FOREIGN = (
    "Email", "输入一个", "输入整数", "请输入有效", "确保该", "密码只包含", "注销", "目前", "个中", "选中", "表单的编码", "你的", "This ",
    "Enter ", "Please ", "Ensure ", "Upload ", "选择一个有效",
)  # fmt: skip
OURS = ("cultivation", "declarations", "assessments", "notices", "enterprises")


def foreign(text: object) -> list[str]:
    return [words for words in FOREIGN if words in str(text)]


def messages_of(field: forms.Field) -> Iterator[str]:
    for message in [
        *field.error_messages.values(),
        *(getattr(each, "message", "") for each in field.validators),
    ]:
        try:
            yield str(message)
        except KeyError:
            # A text with a plural wants its number.
            yield message % {"limit_value": 2, "show_value": 3, "max": 2, "length": 3, "num": 2}


def subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def shown_fields() -> Iterator[tuple[str, forms.Field]]:
    """Every field of a form of ours, and the form field of every column of ours."""
    for form in subclasses(forms.BaseForm):
        if form.__module__.split(".")[0] in OURS:
            for name, field in getattr(form, "base_fields", {}).items():
                yield f"{form.__module__}.{form.__name__}.{name}", field
    for model in chain.from_iterable(apps.get_app_config(each).get_models() for each in OURS):
        for column in model._meta.concrete_fields:
            if column.editable and (field := column.formfield()):
                yield f"{model.__name__}.{column.name}", field


def test_no_field_speaks_as_the_framework():
    found = [
        (place, message)
        for place, field in shown_fields()
        for message in messages_of(field)
        if foreign(message)
    ]
    assert found == []


@pytest.mark.parametrize("password", ["1234567890123", "short", "password123", "91440106MA00000024"])
def test_no_password_is_refused_in_foreign_words(password):
    user = User(username="91440106MA00000024", email="clerk@example.com")
    told = []
    for validator in get_default_password_validators():
        told.append(validator.get_help_text())
        try:
            validator.validate(password, user)
        except ValidationError as refusal:
            told += refusal.messages
    assert len(told) > 4
    assert [text for text in told if foreign(text)] == []


def test_the_scripts_of_the_admin_speak_our_words(places, login):
    catalogue = login(factories.make_official(places.guangdong)).get(reverse("admin:jsi18n")).text
    assert json.dumps("已选 %(sel)s 项，共 %(cnt)s 项")[1:-1] in catalogue


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_the_compiled_catalogue_is_that_of_the_texts(domain):
    path = settings.BASE_DIR / "locale" / "zh_Hans" / "LC_MESSAGES" / domain
    texts = polib.pofile(str(path.with_suffix(".po")))
    assert texts.percent_translated() == 100
    assert path.with_suffix(".mo").read_bytes() == texts.to_binary()

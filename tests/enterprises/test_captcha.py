"""The captcha is accepted once, shown again when it was not judged, and never stored by anybody."""

import datetime as dt
import threading

import pytest
import time_machine
from captcha.models import CaptchaStore
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enterprises.kit.doors.captcha import WRONG, challenge, spend
from tests.factories import credit_code

QUERY = reverse("enterprises:certification_query")


def new_key() -> tuple[str, str]:
    key = CaptchaStore.generate_key()
    return key, CaptchaStore.objects.get(hashkey=key).response


def test_a_challenge_uses_unmistakable_characters():
    drawn = [challenge() for _ in range(200)]
    assert all(len(text) == settings.CAPTCHA_LENGTH and answer == text.lower() for text, answer in drawn)
    assert not set("".join(text for text, _ in drawn)) & set("IO01L")
    assert len(set(drawn)) > 190


def test_a_captcha_is_spent_by_its_first_right_answer(db, django_assert_num_queries):
    key, answer = new_key()
    with django_assert_num_queries(1):
        assert spend(key, f" {answer.upper()} ")
    assert not spend(key, answer)


def test_a_wrong_answer_spends_it_too(db):
    key, answer = new_key()
    assert not spend(key, "????")
    assert not spend(key, answer)


def test_an_expired_captcha_is_refused(db):
    key, answer = new_key()
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=settings.CAPTCHA_TIMEOUT, seconds=1)):
        assert not spend(key, answer)


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_may_use_it():
    for _round in range(5):
        key, answer = new_key()
        barrier, accepted = threading.Barrier(8), []

        def use(key=key, answer=answer, barrier=barrier, accepted=accepted):
            try:
                barrier.wait()
                accepted.append(spend(key, answer))
            finally:
                connection.close()

        threads = [threading.Thread(target=use) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(accepted) == 8
        assert accepted.count(True) == 1


def test_another_mistake_does_not_cost_a_new_picture(client: Client, db, captcha_answer):
    typed = captcha_answer(client.get(QUERY).content.decode())
    page = client.post(QUERY, {"name": "示例有限公司", "credit_code": "1", **typed}).content.decode()
    assert f'value="{typed["captcha_0"]}"' in page
    assert f'value="{typed["captcha_1"]}"' in page
    assert WRONG not in page


def test_after_a_wrong_answer_there_is_a_new_picture(client: Client, db, captcha_answer):
    typed = captcha_answer(client.get(QUERY).content.decode()) | {"captcha_1": "no"}
    page = client.post(
        QUERY, {"name": "示例有限公司", "credit_code": credit_code(7), **typed}
    ).content.decode()
    assert WRONG in page
    assert typed["captcha_0"] not in page
    assert captcha_answer(page)["captcha_0"] != typed["captcha_0"]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"captcha_0": "x"},
        {"captcha_1": "x"},
        {"captcha_0": "\x00", "captcha_1": "\x00"},
        {"captcha_0": "k" * 5000, "captcha_1": "a" * 5000},
    ],
)
def test_an_unreadable_captcha_is_an_error_at_its_field(client: Client, db, typed):
    response = client.post(QUERY, {"name": "示例有限公司", "credit_code": credit_code(7), **typed})
    assert response.status_code == 200
    assert response.context["form"].errors.get("captcha")


def test_the_answer_has_a_label_and_the_picture_a_description(client: Client, db):
    page = client.get(QUERY).content.decode()
    assert '<label class="field__label" for="id_captcha_1">图形验证码' in page
    assert 'id="id_captcha_1"' in page
    assert 'alt="图形验证码' in page


def test_picture_and_renewal_are_not_stored(client: Client, db):
    key, _answer = new_key()
    image = client.get(reverse("captcha-image", args=[key]))
    assert image.status_code == 200
    assert image["Content-Type"] == "image/png"
    renewed = client.get(reverse("captcha-refresh"), headers={"X-Requested-With": "XMLHttpRequest"})
    assert set(renewed.json()) == {"key", "image_url", "audio_url"}
    for response in (image, renewed):
        assert response["Cache-Control"] == "no-store"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get(reverse("captcha-refresh")).status_code == 404
    assert client.get(reverse("captcha-image", args=["0" * 40])).status_code == 410


def test_expired_captchas_are_swept_now_and_then(client: Client, db):
    key, _answer = new_key()
    with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
        client.get(QUERY)
        assert not CaptchaStore.objects.filter(hashkey=key).exists()
        assert CaptchaStore.objects.count() == 1

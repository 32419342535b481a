"""What browsers and caches may keep of a page."""

from django.urls import reverse


def test_pages_of_an_account_stay_out_of_shared_caches(owner_client):
    for name in ("enterprise_home", "enterprises:profile", "declarations:list"):
        assert owner_client.get(reverse(name))["Cache-Control"] == "private, no-cache"


def test_public_data_keeps_its_own_rule(owner_client, client):
    assert "public" in owner_client.get(reverse("enterprises:regions"))["Cache-Control"]
    assert "Cache-Control" not in client.get(reverse("faq"))


def test_logging_out_clears_what_the_browser_kept(owner_client):
    assert owner_client.post(reverse("enterprises:logout"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in owner_client.get(reverse("home"))

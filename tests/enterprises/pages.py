"""Filling in the forms of this room."""

from django.test import Client
from django.urls import reverse


def form_values(client: Client, url: str) -> dict[str, str]:
    """What a browser would send back from the form on ``url`` without touching it."""
    response = client.get(url)
    form = response.context["form"]
    values = {field.html_name: "" if field.value() is None else str(field.value()) for field in form}
    return values | {"seen": response.context["seen"]}


def profile_values(client: Client) -> dict[str, str]:
    return form_values(client, reverse("enterprises:profile_edit"))


def save_profile_page(client: Client, **changed):
    return client.post(reverse("enterprises:profile_edit"), profile_values(client) | changed)


def save_figures_page(client: Client, year: int, **changed):
    url = reverse("enterprises:figures_edit", args=[year])
    return client.post(url, form_values(client, url) | changed)

"""What migrations do to rows that were there before."""

import importlib

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from enterprises.models import Enterprise

canonical = importlib.import_module("enterprises.migrations.0005_canonical_texts")


@pytest.mark.django_db
def test_names_and_phones_of_before_are_found_by_their_one_form(enterprise):
    before = {"legal_representative": "阿不都•热合曼", "contact_phone": "电话:0755-87654321转81"}
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enterprises_enterprise SET legal_representative = %s, contact_phone = %s",
            list(before.values()),
        )
    assert not Enterprise.objects.filter(legal_representative="阿不都·热合曼").exists()
    apps = MigrationLoader(connection).project_state([("enterprises", "0009_dots_and_labels")]).apps
    for _ in range(2):
        canonical.bring_into_form(apps, None)
        found = Enterprise.objects.get(legal_representative="阿不都·热合曼")
        assert (found.legal_representative, found.contact_phone) == ("阿不都·热合曼", "0755-87654321-81")

"""Prints the address of the PDF of a filing in work and its owner's cookie, as JSON: ``DATA_DIR=… python -m tests.load.draft``."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cultivation.settings")
django.setup()

from django.urls import reverse  # noqa: E402

from declarations.enums import EDITABLE_STATES  # noqa: E402
from declarations.models import Filing  # noqa: E402
from enterprises.models import User  # noqa: E402
from tests.load.fill import cookie  # noqa: E402

if __name__ == "__main__":
    draft = Filing.objects.filter(state__in=EDITABLE_STATES).order_by("pk").first()
    owner = User.objects.get(enterprise=draft.enterprise)
    address = reverse("declarations:pdf", args=[draft.pk])
    print(json.dumps({"path": f"{address}?draft", "cookie": cookie(owner)}))

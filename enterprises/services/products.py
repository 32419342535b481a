"""Saving what an enterprise says about its main product."""

import uuid
from typing import Any

from django.db import transaction

from enterprises.kit.forms.concurrency import apply_changes
from enterprises.models import Enterprise, ProductProfile
from enterprises.services.locks import refuse_locked


@transaction.atomic
def save_product(
    enterprise_id: uuid.UUID, changes: dict[str, Any], *, version: int, in_filing: bool = False
) -> ProductProfile:
    """Save what changed; ``version`` is 0 while nothing was saved yet. Saving the same twice changes nothing.

    ``in_filing``: on a page of a filing whose lock the caller holds.

    Raises:
        StaleVersion: somebody saved since ``version``.
        ContentLocked: the enterprise holds a title.
    """
    enterprise = Enterprise.objects.select_for_update(no_key=True).get(pk=enterprise_id)
    if not in_filing:
        refuse_locked(enterprise)
    product = ProductProfile.objects.filter(enterprise=enterprise).first()
    if product is None:
        product = ProductProfile(enterprise=enterprise, version=0)
    if apply_changes(product, changes, version):
        product.save()
    return product

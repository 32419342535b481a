"""The only writer of ``Authority.path``."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from enterprises.models import Authority
from enterprises.models.authority import within


def hold_tree() -> None:
    """Let nobody else change the tree until the transaction ends: two moves at once could make a ring."""
    list(Authority.objects.select_for_update().filter(parent=None))


@transaction.atomic
def place(authority: Authority, parent: Authority | None) -> Authority:
    """Save ``authority`` below ``parent`` and move its whole subtree along.

    Filings already submitted keep the chain they were submitted with.

    Raises:
        ValidationError: the new parent lies inside the authority's own subtree.
    """
    hold_tree()
    if parent is not None:
        parent = Authority.objects.get(pk=parent.pk)
        if authority.pk and parent.path.startswith(Authority.objects.get(pk=authority.pk).path):
            raise ValidationError({"parent": "上级主管部门不能是本单位或本单位的下级。"})
    old_path = authority.path
    authority.parent = parent
    authority.path = (parent.path if parent else "") + authority.code
    if authority.pk and old_path and old_path != authority.path:
        below = Authority.objects.filter(within("path", Authority(path=old_path))).exclude(pk=authority.pk)
        below.update(path=Concat(Value(authority.path), Substr("path", len(old_path) + 1)))
    authority.save()
    return authority

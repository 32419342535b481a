"""A filing filled in through the pages, again for the next test: by the rows they stored, not by the pages."""

import copy
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import DateTimeField, Field, Model

from declarations.models import Attachment, Filing, FilingSection
from declarations.models.attachment import storage_name
from enterprises.models import Enterprise, IntellectualProperty, ProductProfile, User, YearlyFigures

# What the pages of the form write: rows of these, by what they belong to, and fields of the enterprise.
OF_FILING = (FilingSection, Attachment)
OF_ENTERPRISE = (YearlyFigures, IntellectualProperty, ProductProfile)


@dataclass
class Filled:
    """What the pages stored in one filing; ``told`` are the fields of the enterprise they changed."""

    rows: list[Model] = field(default_factory=list)
    contents: dict[Any, bytes] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def taken_from(filing: Filing, before: Enterprise) -> Filled:
    """The rows of a filing that the pages have filled in; ``before``: its enterprise as it was."""
    filled = Filled()
    for model in OF_FILING:
        filled.rows += model.objects.filter(filing=filing).order_by("pk")
    for model in OF_ENTERPRISE:
        filled.rows += model.objects.filter(enterprise=filing.enterprise_id).order_by("pk")
    for row in filled.rows:
        if isinstance(row, Attachment):
            with row.file.open() as file:
                filled.contents[row.pk] = file.read()
    after = Enterprise.objects.get(pk=before.pk)
    fields = [each.attname for each in Enterprise._meta.concrete_fields if not _is_moment(each)]
    filled.told = {
        name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)
    }
    return filled


def put_into(filing: Filing, filled: Filled, owner: User) -> None:
    """Store the same rows for another enterprise's draft."""
    rows = []
    for each in filled.rows:
        row = copy.copy(each)
        row._state = copy.copy(each._state)
        row._state.adding, row._state.fields_cache = True, {}
        row.pk = row._meta.pk.get_default()
        if isinstance(row, OF_FILING):
            row.filing = filing
        else:
            row.enterprise_id = filing.enterprise_id
        if isinstance(row, Attachment):
            row.uploaded_by = owner
            row.file = default_storage.save(storage_name(row, ""), ContentFile(filled.contents[each.pk]))
        rows.append(row)
    for model in (*OF_FILING, *OF_ENTERPRISE):
        model.objects.bulk_create(row for row in rows if isinstance(row, model))
    if filled.told:
        Enterprise.objects.filter(pk=filing.enterprise_id).update(**filled.told)


def plain(filing: Filing) -> dict[str, list[dict]]:
    """Every row of a filing and of its enterprise without keys, moments and what belongs to one of them: to compare."""
    found = {}
    for owner in (filing, filing.enterprise):
        found[owner._meta.label] = [_values(type(owner).objects.get(pk=owner.pk))]
        for relation in owner._meta.related_objects:
            if relation.one_to_many or relation.one_to_one:
                rows = relation.related_model.objects.filter(**{relation.field.name: owner.pk})
                found[f"{owner._meta.label} {relation.name}"] = sorted(map(_values, rows), key=str)
    return found


_OWN = {
    "id",
    "filing",
    "enterprise",
    "file",
    "uploaded_by",
    "name",
    "credit_code",
    "email",
    "username",
    "password",
}


def _is_moment(column: Field) -> bool:
    return isinstance(column, DateTimeField)


def _values(row: Model) -> dict:
    named = row.name if isinstance(row, Attachment | IntellectualProperty) else ""
    return {
        "named": named,
        **{
            each.attname: str(each.value_from_object(row))
            for each in row._meta.concrete_fields
            if each.name not in _OWN and not _is_moment(each)
        },
    }

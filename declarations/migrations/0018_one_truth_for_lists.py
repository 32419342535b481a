"""What filings kept beside the enterprise's own rows becomes those rows: entries of 直通条件, three answers of 专业化, and
that there are no rights. What was typed but is no whole entry stays readable on the section (``unfinished``).
"""

import datetime as dt
from decimal import Decimal

from django.db import migrations

_VOID = ("withdrawn", "lapsed")
_OPEN = ("draft", "returned", "in_review", "approved", "publicity")
_MOST = 100

# Of each list: model, heading, fields of an entry with how each is read, and the fields that tell two entries apart.
_LISTS = {
    "awards": (
        "Award",
        "D1 科技奖励",
        {"name": str, "level": str, "awarded_on": dt.date.fromisoformat},
        ("name", "level"),
    ),
    "honours": (
        "Honour",
        "D2 荣誉",
        {"kind": str, "name": str, "valid_until": dt.date.fromisoformat},
        ("kind", "valid_until"),
    ),
    "institutions": (
        "Institution",
        "D3 研发机构",
        {"name": str, "level": str, "recognised_on": dt.date.fromisoformat},
        ("name", "level"),
    ),
    "equity_rounds": (
        "EquityRound",
        "D4 股权融资",
        {
            "investor": str,
            "received_on": dt.date.fromisoformat,
            "paid_in": Decimal,
            "share_given_up": Decimal,
            "qualified_investor": bool,
        },
        ("investor", "received_on", "paid_in"),
    ),
}


def _entry(model, fields, row):
    """The fields of a whole entry; None when something of it is missing."""
    row = dict(row)
    if "kind" in fields and not row.get("name"):
        row["name"] = dict(model._meta.get_field("kind").choices).get(row.get("kind"), "")
    if any(row.get(name) in (None, "") for name, read in fields.items() if read is not bool):
        return None
    return {
        name: read(row.get(name) or False if read is bool else row[name]) for name, read in fields.items()
    }


def _words(model, fields, row):
    """What was typed of an entry, for reading."""
    labels = {name: dict(model._meta.get_field(name).choices or ()) for name in fields}
    said = [
        str(labels[name].get(row[name], row[name]))
        for name in fields
        if row.get(name) not in (None, "", False, True)
    ]
    return "，".join(said)


def move_entries(apps, schema_editor):
    """Newest filing first, so that of two that say the same the newest is kept."""
    sections = apps.get_model("declarations", "FilingSection").objects.filter(key="direct")
    declared_none = apps.get_model("enterprises", "DeclaredNone").objects
    for section in sections.select_related("filing").order_by("-filing__number"):
        data, unfinished = dict(section.data), []
        for key, (name, heading, fields, telling) in _LISTS.items():
            model = apps.get_model("enterprises", name)
            kept = model.objects.filter(enterprise_id=section.filing.enterprise_id)
            for row in data.pop(key, None) or []:
                entry = _entry(model, fields, row)
                if entry is None or kept.count() >= _MOST:
                    said = _words(model, fields, row)
                    unfinished += [f"{heading}：{said}"] if said else []
                elif not kept.filter(**{each: entry[each] for each in telling}).exists():
                    model.objects.create(enterprise_id=section.filing.enterprise_id, **entry)
                    declared_none.filter(enterprise_id=section.filing.enterprise_id, kind=key).delete()
        if unfinished:
            data["unfinished"] = unfinished
        if data != section.data:
            section.data = data
            section.save(update_fields=["data"])


def move_product(apps, schema_editor):
    """An answer of the enterprise's newest declaration, while that is under way, is what it says of its product now; of
    others it fills what is empty.
    """
    profiles = apps.get_model("enterprises", "ProductProfile").objects
    sections = apps.get_model("declarations", "FilingSection").objects.filter(key="product")
    seen = set()
    for section in sections.select_related("filing").order_by("-filing__number"):
        filing, data = section.filing, dict(section.data)
        answers = _answers(data)
        if answers:
            profile = profiles.filter(enterprise_id=filing.enterprise_id).first()
            if profile is None:
                profile = profiles.model(enterprise_id=filing.enterprise_id, version=0)
            wins = filing.state in _OPEN and filing.enterprise_id not in seen
            if filing.state not in _VOID:
                seen.add(filing.enterprise_id)
            changed = {
                name: value
                for name, value in answers.items()
                if getattr(profile, name) != value and (wins or getattr(profile, name) in (None, ""))
            }
            if changed:
                for name, value in changed.items():
                    setattr(profile, name, value)
                profile.version += 1
                profile.save()
        for name in ("name", "in_strategic_emerging", "segment_years"):
            data.pop(name, None)
        if data != section.data:
            section.data = data
            section.save(update_fields=["data"])


def _answers(data):
    found = {"name": data.get("name") or ""}
    found["in_strategic_emerging"] = {"yes": True, "no": False}.get(data.get("in_strategic_emerging"))
    years = data.get("segment_years")
    found["segment_years"] = Decimal(years) if years not in (None, "") else None
    return {name: value for name, value in found.items() if value not in (None, "")}


def move_none(apps, schema_editor):
    """Who said that there are no rights, and has none, says so of itself."""
    sections = apps.get_model("declarations", "FilingSection").objects.filter(key="ip")
    rights = apps.get_model("enterprises", "IntellectualProperty").objects
    declared_none = apps.get_model("enterprises", "DeclaredNone").objects
    for section in sections.select_related("filing"):
        owner = section.filing.enterprise_id
        says_so = section.data.get("none") is True and section.filing.state not in _VOID
        if says_so and not rights.filter(enterprise_id=owner).exists():
            declared_none.get_or_create(enterprise_id=owner, kind="intellectual_property")
    sections.delete()


class Migration(migrations.Migration):
    dependencies = [("declarations", "0017_checklists"), ("enterprises", "0009_dots_and_labels")]

    operations = [
        migrations.RunPython(move_entries, migrations.RunPython.noop),
        migrations.RunPython(move_product, migrations.RunPython.noop),
        migrations.RunPython(move_none, migrations.RunPython.noop),
    ]

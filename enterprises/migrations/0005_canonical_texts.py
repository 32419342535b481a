"""Names, phones and numbers that were stored as they were typed get the one form they are compared in."""

from django.db import migrations

from enterprises.kit.text import typed

# Columns of a model that are brought into their form; the numbers of rights come apart, for they are unique.
READERS = {
    "Enterprise": {
        "name": typed.name,
        "legal_representative": typed.name,
        "legal_representative_phone": typed.phone,
        "controlling_shareholder": typed.name,
        "actual_controller": typed.name,
        "contact_name": typed.name,
        "contact_mobile": typed.phone,
        "contact_phone": typed.phone,
        "fax": typed.phone,
        "email": typed.email,
    },
    "Certification": {"enterprise_name": typed.name},
    "YearlyFigures": {"audit_report_code": typed.code},
    "User": {"full_name": typed.name, "phone": typed.phone},
}
BATCH = 500


def fitting(row, column, reader):
    """The text in its form; as it was where that would be longer than its column."""
    before = getattr(row, column)
    after = reader(before)
    return after if len(after) <= row._meta.get_field(column).max_length else before


def bring_into_form(apps, schema_editor):
    for model_name, readers in READERS.items():
        rows = apps.get_model("enterprises", model_name).objects
        changed = []
        for row in rows.order_by("pk").only(*readers).iterator(chunk_size=BATCH):
            read = {column: fitting(row, column, reader) for column, reader in readers.items()}
            if any(getattr(row, column) != text for column, text in read.items()):
                for column, text in read.items():
                    setattr(row, column, text)
                changed.append(row)
        rows.bulk_update(changed, list(readers), batch_size=BATCH)


def bring_numbers_into_form(apps, schema_editor):
    """A right listed twice under two spellings stays listed twice: which one is true only the enterprise knows."""
    rows = apps.get_model("enterprises", "IntellectualProperty").objects
    taken = set(rows.values_list("enterprise", "kind", "number"))
    changed = []
    for row in rows.order_by("pk").only("enterprise", "kind", "number").iterator(chunk_size=BATCH):
        number = fitting(row, "number", typed.right_number)
        place = (row.enterprise_id, row.kind, number)
        if number != row.number and place not in taken:
            taken.add(place)
            row.number = number
            changed.append(row)
    rows.bulk_update(changed, ["number"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0004_noted_files")]

    operations = [
        migrations.RunPython(bring_into_form, migrations.RunPython.noop),
        migrations.RunPython(bring_numbers_into_form, migrations.RunPython.noop),
    ]

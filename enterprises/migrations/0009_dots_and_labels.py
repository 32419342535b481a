"""Names with other dots and marks, and phones with what was pasted along, get the form typed ones have since."""

from importlib import import_module

from django.db import migrations

canonical = import_module("enterprises.migrations.0005_canonical_texts")


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0008_official_roles")]

    operations = [migrations.RunPython(canonical.bring_into_form, migrations.RunPython.noop)]

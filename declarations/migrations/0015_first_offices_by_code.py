"""The first reviewer of a filing is named by its code, as its chain names it. Data and tables apart: one transaction each."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def name_by_code(apps, schema_editor):
    code = apps.get_model("enterprises", "Authority").objects.filter(pk=OuterRef("first_authority_id"))
    filings = apps.get_model("declarations", "Filing").objects.exclude(first_authority=None)
    filings.update(first_office_id=Subquery(code.values("code")[:1]))


class Migration(migrations.Migration):
    dependencies = [("declarations", "0014_kinds")]

    operations = [migrations.RunPython(name_by_code, migrations.RunPython.noop)]

"""Fill what earlier rows lack: the day a questionnaire serves from, which result counts, and codes to verify them."""

from django.db import migrations
from django.db.models import Count

from enterprises.models.certification import verification_code


def fill(apps, schema_editor):
    _one_an_edition(apps)
    _releases(apps)
    _results(apps)


def _one_an_edition(apps):
    """An edition may have been delivered twice, corrected; the older one gets a name of its own."""
    rows = apps.get_model("assessments", "Questionnaire").objects
    twice = (
        rows.values("edition", "category").order_by("edition").annotate(count=Count("pk")).filter(count__gt=1)
    )
    for pair in list(twice):
        same = rows.filter(edition=pair["edition"], category=pair["category"]).order_by("-pk")
        for row in same[1:]:
            row.edition = f"{row.edition[:12]}-{row.pk}"
            row.save(update_fields=["edition"])


def _releases(apps):
    releases = apps.get_model("assessments", "Release").objects
    for row in apps.get_model("assessments", "Questionnaire").objects.order_by("pk"):
        releases.update_or_create(
            category=row.category, valid_from=row.published_from, defaults={"questionnaire": row}
        )


def _results(apps):
    rows = apps.get_model("assessments", "Assessment").objects
    previous = None
    for row in rows.select_related("enterprise").order_by("enterprise_id", "-submitted_at", "-id").iterator():
        row.industry_id = row.enterprise.industry_id
        row.industry_class = row.enterprise.industry_class
        row.region_id = row.enterprise.region_id
        if row.state == "submitted":
            row.dimension_points = {each["code"]: each["points"] for each in row.result["dimensions"]}
            row.code = verification_code()
            row.enterprise_name = row.enterprise.name
            row.is_latest = row.enterprise_id != previous
            previous = row.enterprise_id
        row.save()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_editions_and_categories")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]

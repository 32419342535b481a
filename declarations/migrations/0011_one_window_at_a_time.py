from django.db import migrations
from django.utils import timezone

import declarations.models.no_overlap

_OVERLAPS = "与同一单位、同一称号、同一业务的另一申报时间重叠。请核对后保留一个。"


def suspend_overlapping(apps, schema_editor) -> None:
    """Of windows of one office that overlap, the one that enterprises have been using goes on: the one with filings,
    of several the latest opened, which counted before. The others are suspended; nothing is changed or deleted.
    """
    windows = apps.get_model("declarations", "Window").objects.filter(suspended_at=None)
    kept: dict[tuple, list] = {}
    now = timezone.now()
    for window in sorted(
        windows.prefetch_related("filings"),
        key=lambda each: (len(each.filings.all()) > 0, each.opens_at, each.pk),
        reverse=True,
    ):
        beside = kept.setdefault((window.authority_id, window.kind, window.tier), [])
        if any(each.opens_at < window.closes_at and each.closes_at > window.opens_at for each in beside):
            windows.filter(pk=window.pk).update(suspended_at=now, suspension_reason=_OVERLAPS)
        else:
            beside.append(window)


def extend_postgres(apps, schema_editor) -> None:
    """Equality in an exclusion constraint. Django's own operation cannot be imported without PostgreSQL's driver."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")


class Migration(migrations.Migration):
    dependencies = [("declarations", "0010_batches_on_the_record")]

    operations = [
        migrations.RunPython(extend_postgres, migrations.RunPython.noop),
        migrations.RunPython(suspend_overlapping, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="window",
            constraint=declarations.models.no_overlap.NoOverlap(
                name="window_periods_do_not_overlap",
                same=("authority", "kind", "tier"),
                opens="opens_at",
                closes="closes_at",
                unless="suspended_at",
                violation_error_code="overlap",
                violation_error_message="与本单位同一称号、同一业务的另一申报时间重叠。",
            ),
        ),
    ]

"""Published notices are corrected and withdrawn on record."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0006_withdrawn_titles"),
        ("notices", "0002_attachment_types"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_title", models.CharField(max_length=150, verbose_name="原标题")),
                ("old_body", models.TextField(verbose_name="原正文")),
                ("changes", models.TextField(help_text="公众看到的说明，每行一项。", verbose_name="更改")),
                ("reason", models.CharField(max_length=300, verbose_name="原因")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
            ],
            options={
                "verbose_name": "公告的更正",
                "verbose_name_plural": "公告的更正",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="text_stays",
            field=models.BooleanField(default=True, editable=False, verbose_name="撤回后仍显示正文和附件"),
        ),
        migrations.AddField(
            model_name="notice",
            name="withdrawal_reason",
            field=models.CharField(default="", editable=False, max_length=300, verbose_name="撤回原因"),
        ),
        migrations.AddField(
            model_name="notice",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="撤回于"),
        ),
        migrations.AddField(
            model_name="noticeattachment",
            name="removed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="移除于"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawal_reason", ""), ("withdrawn_at", None)),
                    models.Q(
                        ("published_at__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawal_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_withdrawn_with_a_reason",
                violation_error_message="撤回公告须写明原因。",
            ),
        ),
        migrations.AddField(
            model_name="noticerevision",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="noticerevision",
            name="notice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="notices.notice",
                verbose_name="公告",
            ),
        ),
        migrations.AddConstraint(
            model_name="noticerevision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="notice_revision_has_reason",
                violation_error_message="更正须写明原因。",
            ),
        ),
    ]

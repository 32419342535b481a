import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Officials were bound by their level alone: these roles keep what each may do.
_DEFAULT = ("reviewer", "certifier", "publisher", "support", "administrator")
_KNOWN = [*_DEFAULT, "auditor"]
_CHUNK = 1000


def charge_officials(apps, schema_editor):
    user, held = apps.get_model("enterprises", "User"), apps.get_model("enterprises", "HeldRole")
    officials = user.objects.filter(kind="official").order_by("pk").values_list("pk", flat=True)
    rows = [held(user_id=pk, role=role) for pk in officials.iterator(_CHUNK) for role in _DEFAULT]
    held.objects.bulk_create(rows, batch_size=_CHUNK)


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0007_amounts_in_fifteen_digits")]

    operations = [
        migrations.CreateModel(
            name="HeldRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("reviewer", "审核"),
                            ("certifier", "公示与认定"),
                            ("publisher", "信息发布"),
                            ("support", "账户支持"),
                            ("administrator", "本级管理员"),
                            ("auditor", "安全审计员"),
                        ],
                        max_length=15,
                        verbose_name="职责",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账户",
                    ),
                ),
            ],
            options={
                "verbose_name": "管理端职责",
                "verbose_name_plural": "管理端职责",
                "ordering": ["user", "role"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "role"), name="role_held_once"),
                    models.CheckConstraint(condition=models.Q(("role__in", _KNOWN)), name="role_is_known"),
                ],
            },
        ),
        migrations.RunPython(charge_officials, migrations.RunPython.noop),
    ]

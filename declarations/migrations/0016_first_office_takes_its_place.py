import django.db.models.fields.json
import django.db.models.functions
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("declarations", "0015_first_offices_by_code")]

    operations = [
        migrations.RemoveIndex(model_name="filing", name="declaration_first_a_ff072e_idx"),
        migrations.RemoveConstraint(model_name="filing", name="filing_submitted_once_filed"),
        migrations.RemoveField(model_name="filing", name="first_authority"),
        migrations.RenameField(model_name="filing", old_name="first_office", new_name="first_authority"),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(
                fields=["first_authority", "-submitted_at", "-id"], name="declaration_first_a_ff072e_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_authority", None), ("state__in", ["draft"]), ("submitted_at", None)
                )
                | models.Q(("state", "lapsed"))
                | (
                    ~models.Q(("state__in", ["draft", "lapsed"]))
                    & models.Q(("first_authority__isnull", False), ("submitted_at__isnull", False))
                ),
                name="filing_submitted_once_filed",
            ),
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("chain", []), ("first_authority", None)),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.functions.Coalesce(
                                django.db.models.fields.json.KeyTextTransform(0, "chain"),
                                models.Value("", models.TextField()),
                            ),
                            models.F("first_authority"),
                        ),
                        ("first_authority__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="filing_chain_begins_with_first",
            ),
        ),
    ]

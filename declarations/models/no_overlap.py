"""A constraint of periods: an exclusion constraint on PostgreSQL, two triggers on SQLite, which has no such constraint."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table
from django.db.models import Func, Q

# After, not before: only then has a new row its key. What the statement did is undone by ABORT.
_TRIGGER = (
    "CREATE TRIGGER %(name)s AFTER %(event)s ON %(table)s WHEN NEW.%(unless)s IS NULL BEGIN "
    "SELECT RAISE(ABORT, '%(constraint)s') FROM %(table)s AS other "
    "WHERE other.%(key)s <> NEW.%(key)s AND other.%(unless)s IS NULL AND %(same)s "
    "AND other.%(opens)s < NEW.%(closes)s AND other.%(closes)s > NEW.%(opens)s; END"
)


class NoOverlap(ExclusionConstraint):
    """No two rows alike in the fields ``same`` overlap in the half-open period from ``opens`` to ``closes``.

    Rows in which the field ``unless`` is set do not count. Whoever writes, by whatever way, and of two at the same
    instant: the database refuses with an ``IntegrityError`` that names the constraint. PostgreSQL needs its extension
    ``btree_gist``.
    """

    def __init__(
        self, *, name: str, same: Iterable[str], opens: str, closes: str, unless: str, **kwargs: Any
    ) -> None:
        self.same, self.opens, self.closes, self.unless = tuple(same), opens, closes, unless
        period = Func(opens, closes, function="TSTZRANGE")
        super().__init__(
            name=name,
            expressions=[*((field, "=") for field in self.same), (period, "&&")],
            condition=Q(**{unless: None}),
            **kwargs,
        )

    def deconstruct(self) -> tuple[str, tuple, dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        for derived in ("expressions", "condition"):
            del kwargs[derived]
        own = {"same": self.same, "opens": self.opens, "closes": self.closes, "unless": self.unless}
        return path, args, kwargs | own

    def constraint_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor
    ) -> Statement | None:
        if schema_editor.connection.vendor == "postgresql":
            return super().constraint_sql(model, schema_editor)
        # Beside the table, not in it. Deferred: Django makes a table anew to change it, and renames it afterwards.
        columns = [self.opens, self.closes, self.unless, *self.same]
        update = "UPDATE OF " + ", ".join(self._column(model, schema_editor, each) for each in columns)
        schema_editor.deferred_sql += [
            self._trigger(model, schema_editor, "insert", "INSERT"),
            self._trigger(model, schema_editor, "update", update),
        ]
        return None

    def _trigger(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, suffix: str, event: str
    ) -> Statement:
        same = (self._column(model, schema_editor, field) for field in self.same)
        return Statement(
            _TRIGGER,
            name=schema_editor.quote_name(f"{self.name}_{suffix}"),
            event=event,
            table=Table(model._meta.db_table, schema_editor.quote_name),
            constraint=self.name,
            key=schema_editor.quote_name(model._meta.pk.column),
            same=" AND ".join(f"other.{column} = NEW.{column}" for column in same),
            **{
                part: self._column(model, schema_editor, getattr(self, part))
                for part in ("opens", "closes", "unless")
            },
        )

    def _column(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, field: str) -> str:
        return schema_editor.quote_name(model._meta.get_field(field).column)

    def overlapping(
        self, instance: models.Model, using: str = DEFAULT_DB_ALIAS
    ) -> models.QuerySet[models.Model]:
        """The stored rows that ``instance`` may not stand beside."""
        rows = type(instance)._default_manager.using(using)
        opens, closes = (getattr(instance, name) for name in (self.opens, self.closes))
        if getattr(instance, self.unless) is not None or opens is None or closes is None:
            return rows.none()
        alike = {
            name: getattr(instance, name)
            for name in (type(instance)._meta.get_field(each).attname for each in self.same)
        }
        period = {f"{self.opens}__lt": closes, f"{self.closes}__gt": opens, self.unless: None}
        return rows.filter(**alike, **period).exclude(pk=instance.pk).order_by(self.opens)

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: set[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        if exclude and not exclude.isdisjoint({self.opens, self.closes, *self.same}):
            return
        if self.overlapping(instance, using).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

"""Two officials on one page: what one saved is not overwritten by a page that the other opened before.

The page carries a digest of what it was opened with. Sent when something else is stored, and different from it, it is
answered 409 with what was typed, what is stored now, and the new digest: whoever saves again has read it.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.text import Truncator

from enterprises.kit.admin.display import minute
from enterprises.kit.times.deadlines import DeadlineField, deadline_text, start_text

SEEN = "seen_content"
STALE = "您打开此页后，内容已被{who}修改。您填写的内容还没有保存，仍在下面；请对照后修改，再次保存即以您的内容为准。"
_LONGEST = 200
_LETTERS = 32


def fingerprint(obj: Model, beside: Iterable[tuple] = (), unseen: frozenset[str] = frozenset()) -> str:
    """A digest of the stored columns of ``obj``, but for those ``unseen`` and the time of saving, and of ``beside``."""
    names = [
        field.attname
        for field in obj._meta.concrete_fields
        if field.name not in unseen and not getattr(field, "auto_now", False)
    ]
    stored = type(obj)._base_manager.filter(pk=obj.pk).values_list(*names).first()
    return hashlib.sha256(repr((stored, list(beside))).encode()).hexdigest()[:_LETTERS]


def hold(obj: Model) -> None:
    """Let nobody else save ``obj`` until the transaction ends."""
    list(type(obj)._base_manager.select_for_update(no_key=True).filter(pk=obj.pk).values_list("pk"))


class _Marked(HttpRequest):
    """A request to a page of a thing: whether it was opened before somebody saved, and the lists of rows on it."""

    is_stale: bool
    rows_of_page: list


class _Refusing(forms.BaseModelForm):
    """Mixin of the form of a stale page: it says what is stored now."""

    page: _Marked

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        differing = _differing(self)
        # A second click on the same button overwrites nothing.
        if differing or any(rows.has_changed() for rows in self.page.rows_of_page):
            self.add_error(None, [STALE.format(who=_last_editor(self.instance)), *differing])
        return cleaned


class StalePages(admin.ModelAdmin):
    """A ``ModelAdmin`` whose form refuses to overwrite what was saved after its page was opened."""

    # Columns that change without anybody having edited what the page shows.
    unseen: ClassVar[frozenset[str]] = frozenset()

    def hold(self, obj: Model) -> None:
        """Let nobody else save ``obj`` until the transaction ends."""
        hold(obj)

    def seen(self, request: HttpRequest, obj: Model) -> str:
        """What is stored of ``obj`` and of the rows edited on its page."""
        rows: list[tuple] = []
        for inline in self.get_inline_instances(request, obj):
            key = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name).name
            rows += inline.get_queryset(request).filter(**{key: obj.pk}).order_by("pk").values_list()
        return fingerprint(obj, rows, self.unseen)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = cast(_Marked, request)
        page.is_stale = False
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            obj = self.get_object(request, unquote(object_id))
            if obj is not None and self.has_change_permission(request, obj):
                self.hold(obj)
                page.is_stale = SEEN in request.POST and request.POST[SEEN] != self.seen(request, obj)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        made = super().get_form(request, obj, change=change, **kwargs)
        if not getattr(request, "is_stale", False):
            return made
        refusing = type("StaleForm", (_Refusing, made), {"page": request, "__module__": __name__})
        return cast(type[forms.ModelForm], refusing)

    def _create_formsets(self, request: HttpRequest, obj: Model, change: bool) -> tuple[list, list]:
        # The stubs of the framework leave it out.
        rows, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        cast(_Marked, request).rows_of_page = rows
        return rows, inlines

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None and obj.pk and self.has_change_permission(request, obj):
            context["seen"] = self.seen(request, obj)
        response = super().render_change_form(request, context, *args, **kwargs)
        if getattr(request, "is_stale", False):
            response.status_code = 409
        return response


def _differing(form: forms.BaseModelForm) -> list[str]:
    """What is stored in every field of which something else was typed; before the form writes into its instance."""
    columns = {field.name for field in form.instance._meta.fields}
    return [
        f"{form.fields[name].label}：现在保存的是“{_stored(form, name)}”。"
        for name in form.changed_data
        if name in columns
    ]


def _stored(form: forms.BaseModelForm, name: str) -> str:
    obj, field = form.instance, form.fields[name]
    value = getattr(obj, name)
    if value in (None, ""):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime) and isinstance(field, DeadlineField):
        return deadline_text(value) if field.closing else start_text(value)
    shown = getattr(obj, f"get_{name}_display", None)
    return Truncator(strip_tags(str(shown() if shown else value))).chars(_LONGEST)


def _last_editor(obj: Model) -> str:
    last = (
        LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk))
        .select_related("user")
        .order_by("-action_time")
        .first()
    )
    return f"{last.user}（{minute(last.action_time)}）" if last else "其他人"

"""What an official may see and do in the admin: it follows from their roles, not from Django's permission tables.

An object outside the official's reach does not exist for them: every list, page, choice and
autocomplete starts from ``ScopedModelAdmin.get_queryset``.
"""

import itertools
import re
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import Field, ForeignKey, IntegerField, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from enterprises.acting import acting_for, may, visible
from enterprises.enums import AuthorityLevel, Capability
from enterprises.kit.admin.pages import OwnPages
from enterprises.kit.admin.staleness import StalePages
from enterprises.kit.forms.kept import to_copy
from enterprises.kit.text.typed import spellings

EVERY_LEVEL = frozenset(AuthorityLevel)
NO_LEVEL: frozenset[AuthorityLevel] = frozenset()
# A key as an address may name it: every number of this length fits its column.
KEY = re.compile("[0-9]{1,18}")
# Of what is typed into a search, so much is looked for.
MOST_WORDS = 5
LONGEST_WORD = 60
# From so many characters on, the end of a code is as good as its beginning.
LEAST_END = 4
_NOTHING_CHOSEN = "未选择"
PROVINCE_UP = frozenset({AuthorityLevel.MINISTRY, AuthorityLevel.PROVINCE})


class ReadableAutocomplete(AutocompleteSelect):
    """An autocomplete that shows nothing chosen for what cannot be a key; Django's would ask the database for it."""

    def optgroups(self, name: str, value: list[str], attr: dict | None = None) -> list[tuple]:
        groups = super().optgroups(name, [each for each in value if self._may_be_key(each)], attr)
        choices = groups[0][1]
        if choices and choices[0]["value"] == "":
            del choices[0]
        # Django's has no words, and where a choice is required there is none.
        choices.insert(0, self.create_option(name, "", _NOTHING_CHOSEN, not choices, 0))
        return groups

    def _may_be_key(self, text: str) -> bool:
        key = self.field.target_field
        if isinstance(key, IntegerField):
            return KEY.fullmatch(text) is not None
        try:
            key.to_python(text)
        except ValidationError:
            return False
        return "\0" not in text


def _stands(field: str, word: str) -> Q:
    """Whether ``word`` stands in a column as ``search_fields`` names it."""
    if not field.startswith("^"):
        return Q(**{f"{field}__icontains": word})
    begins = Q(**{f"{field[1:]}__istartswith": word})
    return begins | Q(**{f"{field[1:]}__iendswith": word}) if len(word) >= LEAST_END else begins


def _unsaved(form: type[ModelForm]) -> type[ModelForm]:
    """The same form, that is judged and never saved."""

    class UnsavedForm(form):
        def is_valid(self) -> bool:
            super().is_valid()
            return False

    return UnsavedForm


class ScopedModelAdmin(StalePages, OwnPages):
    """A model's pages, limited to what the model's ``belongs`` puts into the official's reach.

    Writing takes ``capability``; ``view_levels``, ``add_levels`` and ``change_levels`` are the levels whose offices may
    at all, where the domain bounds it. The platform's administrator is at every level, unless ``read_only`` says that
    nobody writes this model here. Nothing is deleted.
    """

    capability: ClassVar[Capability] = Capability.ADMINISTER
    view_levels: ClassVar[frozenset[AuthorityLevel]] = EVERY_LEVEL
    add_levels: ClassVar[frozenset[AuthorityLevel]] = NO_LEVEL
    change_levels: ClassVar[frozenset[AuthorityLevel]] = NO_LEVEL
    read_only: ClassVar[bool] = False
    list_per_page = 30
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return visible(acting_for(request), super().get_queryset(request))

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # One page for one thing: nothing is added or changed in a window beside it.
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault(
                "widget", ReadableAutocomplete(db_field, self.admin_site, using=kwargs.get("using"))
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Model | None:
        # No text in the database holds NUL, and PostgreSQL does not let anybody ask for one.
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the filters of this list ask. Django would let an address ask anything of a model's own columns,
        e.g. by a regular expression the database cannot read.
        """
        if "\0" in value:
            return False
        for each in self.list_filter:
            if not isinstance(each, str):
                if lookup == each.parameter_name:
                    return True
            elif not self.opts.get_field(each).is_relation:
                if lookup == f"{each}__exact":
                    return True
            elif lookup == f"{each}__id__exact":
                return KEY.fullmatch(value) is not None
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Rows in which every word stands, however brackets, quotes and digits were typed.

        A code (``^``) is known by its beginning or by its last characters.
        """
        for word in search_term.replace("\0", " ").split()[:MOST_WORDS]:
            asked = Q(pk__in=[])
            for spelling, field in itertools.product(spellings(word[:LONGEST_WORD]), self.search_fields):
                asked |= _stands(field, spelling)
            queryset = queryset.filter(asked)
        return queryset, False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        # Nothing links to a form with values in the address; what cannot be read there would break the page.
        return {}

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        try:
            for chosen in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(chosen)
        except ValidationError:
            messages.warning(request, "所选内容无法识别，请刷新页面后重新选择。")
            return None
        return super().response_action(request, queryset)

    def may(
        self,
        request: HttpRequest,
        levels: frozenset[AuthorityLevel],
        capability: Capability,
        obj: Model | None = None,
    ) -> bool:
        """Whether the official has ``capability``, for ``obj`` if there is one, and an office of one of ``levels``."""
        acting = acting_for(request)
        return acting.is_at(*levels) and may(acting, capability, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        response = super().response_delete(request, obj_display, obj_id)
        # Django leads there only who may change what is listed.
        meta = self.opts
        return (
            redirect(f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_changelist")
            if (self.has_view_permission(request))
            else response
        )

    def get_form(self, request: HttpRequest, obj: Model | None = None, *args, **kwargs) -> type[ModelForm]:
        made = super().get_form(request, obj, *args, **kwargs)
        return made if request.recalled is None else _unsaved(made)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """A form whose login had ended while it was filled in is shown like one that was sent and is not valid."""
        # Asked for its files, of which an opened page has none, a request reads its body, and would empty POST later.
        if request.recalled is not None and not request.FILES:
            obj = self.get_object(request, object_id) if object_id else None
            if obj is not None and not self.has_change_permission(request, obj):
                return to_copy(request)
            request.method, request.POST = "POST", request.recalled
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            # Between check and save somebody stored what contradicts it. Checked again, the form says so at its field.
            return super().changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        # "申报", not "选择申报查看".
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # Objects come from ``get_queryset``: what is out of reach does not exist.
        return self.may(request, self.view_levels, Capability.READ)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not self.read_only and self.may(request, self.add_levels, self.capability)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not self.read_only and self.may(request, self.change_levels, self.capability, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class OwnOffice:
    """For the admin of what an office makes for itself: the office is there from the start, for validation compares
    with what else it has. Who has none chooses it.
    """

    def office_field(self, request: HttpRequest, obj: Model | None) -> str:
        """The field that shows the office: a choice only for a new thing of somebody without one."""
        return "authority" if obj is None and acting_for(request).authority_id is None else "office"

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        made = super().get_form(request, obj, change, **kwargs)
        authority, model = acting_for(request).authority, self.model
        if obj is not None or authority is None:
            return made

        class OwnForm(made):
            def __init__(self, *args, instance: Model | None = None, **more) -> None:
                super().__init__(*args, instance=instance or model(authority=authority), **more)

        return OwnForm

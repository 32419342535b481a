"""Pages of our own inside the admin, declared once: a model's admin names them in ``own_pages`` and ``front``.

A declaration says where the page is, what it takes to open it, and what draws it; from it come its address and its
name, the answer to a wrong method (405), to a thing that does not exist or lies out of reach, and to somebody who may
not (403, or a sentence on the thing's page). What is typed there survives the end of a login, as on every admin page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, UUIDField
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from enterprises.kit.work.turn_pages import posted_in_turn

READING = ("GET", "HEAD")


@dataclass(frozen=True)
class Page:
    """One named page of a thing, or of the whole list.

    name: the end of its address's name, ``admin:app_model_name``.
    show: answers it; called with the model's admin, the request, the thing (not when ``of_list``) and what ``at`` names.
    at: its address below the thing's or the list's; ``name/`` when empty.
    needs: the method of the model's admin that has to allow it, else 403.
    closed: asked with admin, request and thing; a sentence leads back to the thing's page, which says it.
    in_turn: whether what is posted costs much to read.
    """

    name: str
    show: Callable[..., HttpResponseBase]
    at: str = ""
    methods: tuple[str, ...] = (*READING, "POST")
    needs: str = "has_view_permission"
    closed: Callable[[admin.ModelAdmin, HttpRequest, Model], str] | None = None
    of_list: bool = False
    in_turn: bool = False


class OwnPages(admin.ModelAdmin):
    """A model's admin with pages of its own. ``front``: the page instead of Django's form, where nothing is edited."""

    own_pages: ClassVar[tuple[Page, ...]] = ()
    front: ClassVar[Page | None] = None

    def get_urls(self) -> list[URLPattern]:
        return [*map(self._pattern, self.own_pages), *super().get_urls()]

    def _pattern(self, page: Page) -> URLPattern:
        key = "" if page.of_list else f"<{'uuid' if isinstance(self.opts.pk, UUIDField) else 'int'}:key>/"

        def view(request: HttpRequest, key: Any = "", **named: Any) -> HttpResponseBase:
            return self._answer(page, request, str(key), named)

        answering = self.admin_site.admin_view(posted_in_turn(view) if page.in_turn else view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_{page.name}"
        return path(f"{key}{page.at or f'{page.name}/'}", answering, name=name)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if self.front is None:
            return super().change_view(request, object_id, form_url, extra_context)
        # A front is a page, never a stream.
        return cast(HttpResponse, self._answer(self.front, request, unquote(object_id), {}))

    def _answer(self, page: Page, request: HttpRequest, key: str, named: dict[str, Any]) -> HttpResponseBase:
        if request.method not in page.methods:
            return HttpResponseNotAllowed(page.methods)
        things = () if page.of_list else (self.get_object(request, key),)
        if None in things:
            return self.missing(request, key)
        if not getattr(self, page.needs)(request, *things):
            raise PermissionDenied
        if page.closed and (sentence := page.closed(self, request, *things)):
            messages.error(request, sentence)
            return HttpResponseRedirect(address_of(*things))
        return page.show(self, request, *things, **named)

    def missing(self, request: HttpRequest, key: str) -> HttpResponse:
        """The answer about a thing that does not exist for this official."""
        # The stubs of the framework leave it out.
        return self._get_obj_does_not_exist_redirect(request, self.opts, key)  # type: ignore[attr-defined]

    def called(self, thing: Model) -> str:
        """What pages call ``thing`` in headings and crumbs."""
        return str(thing)


def address_of(thing: Model, name: str = "change", *named: Any) -> str:
    """The address of a page of ``thing`` in the admin, or of its front."""
    meta = thing._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[thing.pk, *named])


def page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    status: int = 200,
) -> TemplateResponse:
    """A page of ``model_admin`` from a template below ``admin/includes/page.html``; ``context`` brings ``title``.

    A ``form`` in it brings its scripts and styles.
    """
    request.current_app = model_admin.admin_site.name
    form = context.get("form")
    whole = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media + form.media if form else model_admin.media,
        **context,
    }
    return TemplateResponse(request, template, whole, status=status)


def page_of(
    model_admin: OwnPages,
    request: HttpRequest,
    thing: Model,
    template: str,
    label: str,
    context: dict[str, Any],
    status: int = 200,
) -> TemplateResponse:
    """The page ``label`` of ``thing``, one step below its front; without a label, its front."""
    name, address = model_admin.called(thing), address_of(thing)
    here = [{"label": label, "href": ""}] if label else []
    whole = {
        "title": f"{label}：{name}" if label else name,
        "address": address,
        "crumbs": [{"label": name, "href": address if label else ""}, *here],
        **context,
    }
    return page(model_admin, request, template, whole, status)

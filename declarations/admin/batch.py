"""Batches in the admin: a deciding authority gathers approved filings, publicises them, certifies them."""

import uuid
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db.models import Count, Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

from declarations.admin import batch_pages, batch_title_pages, batch_upkeep_pages
from declarations.enums import BatchState
from declarations.models import Batch
from declarations.services.windows import decided_tiers
from enterprises.acting import acting_for, may
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import Capability, Tier
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.times.deadlines import deadline_text

BATCH_TONES = {BatchState.OPEN: "neutral", BatchState.PUBLICITY: "info", BatchState.CERTIFIED: "success"}


class DueFilter(admin.SimpleListFilter):
    title = "公示"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "公示期满待认定")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        return queryset.filter(state=BatchState.PUBLICITY, publicity_ends_at__lte=timezone.now())


@admin.register(Batch)
class BatchAdmin(ScopedModelAdmin):
    capability = Capability.CERTIFY
    list_display = ["name", "tier", "authority", "status", "size", "publicity", "document_number"]
    list_filter = ["tier", "state", DueFilter]
    list_select_related = ["authority"]
    search_fields = ["name", "document_number"]
    search_help_text = "按批次名称或文号查询。"
    ordering = ["-created_at", "-id"]
    fields = ["name", "tier"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(filings_count=Count("filings"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may(acting_for(request), self.capability) and bool(self._tiers(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        """In the menu of who decides a title, and of who has batches to look at; others could never use it."""
        if not hasattr(request, "has_batches"):
            decides = may(acting_for(request), Capability.READ) and bool(self._tiers(request))
            request.has_batches = decides or self.get_queryset(request).exists()
        return request.has_batches

    def _tiers(self, request: HttpRequest) -> list[Tier]:
        # Asked for every entry of the menu: one query a request at most.
        if not hasattr(request, "decided_tiers"):
            request.decided_tiers = decided_tiers(request.user)
        return request.decided_tiers

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs):
        if db_field.name == "tier":
            kwargs["choices"] = [
                ("", "---------"),
                *((tier.value, tier.label) for tier in self._tiers(request)),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Batch, form: forms.ModelForm, change: bool) -> None:
        obj.authority = acting_for(request).authority
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Batch, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"已建立批次“{obj.name}”。请加入审核通过的企业。")
        return HttpResponseRedirect(batch_pages.address(obj))

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<uuid:batch_id>/add/", view(self.add_filings_view), name="declarations_batch_add_filings"),
            path("<uuid:batch_id>/remove/", view(self.remove_view), name="declarations_batch_remove"),
            path(
                "<uuid:batch_id>/publicise/", view(self.publicise_view), name="declarations_batch_publicise"
            ),
            path("<uuid:batch_id>/certify/", view(self.certify_view), name="declarations_batch_certify"),
            *(
                path(
                    f"<uuid:batch_id>/{name}/",
                    view(self._upkeep_view(name)),
                    name=f"declarations_batch_{name}",
                )
                for name in batch_upkeep_pages.PAGES
            ),
            *(
                path(
                    f"<uuid:batch_id>/titles/<uuid:filing_id>/{name}/",
                    view(self._title_view(name)),
                    name=f"declarations_batch_{name}",
                )
                for name in batch_title_pages.PAGES
            ),
            *super().get_urls(),
        ]

    def _upkeep_view(self, name: str):
        def shown(request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
            return self._with_own_batch(request, batch_id, batch_upkeep_pages.PAGES[name])

        return shown

    def _title_view(self, name: str):
        def shown(request: HttpRequest, batch_id: uuid.UUID, filing_id: uuid.UUID) -> HttpResponse:
            page = partial(batch_title_pages.PAGES[name], filing_id=filing_id)
            return self._with_own_batch(request, batch_id, page)

        return shown

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        batch = self.get_object(request, unquote(object_id))
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return batch_pages.show(self, request, batch)

    def _with_own_batch(self, request: HttpRequest, batch_id: uuid.UUID, view) -> HttpResponse:
        """Call ``view`` with the batch if it is the official's own to work on."""
        batch = self.get_object(request, str(batch_id))
        if batch is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(batch_id))
        if not may(acting_for(request), self.capability, batch):
            messages.error(request, "只有组批部门可以办理这个批次。")
            return HttpResponseRedirect(batch_pages.address(batch))
        return view(self, request, batch)

    def add_filings_view(self, request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
        return self._with_own_batch(request, batch_id, batch_pages.add)

    def publicise_view(self, request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
        return self._with_own_batch(request, batch_id, batch_pages.announce)

    def certify_view(self, request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
        return self._with_own_batch(request, batch_id, batch_pages.grant)

    def remove_view(self, request: HttpRequest, batch_id: uuid.UUID) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return self._with_own_batch(request, batch_id, batch_pages.remove)

    @admin.display(description="状态")
    def status(self, batch: Batch) -> str:
        return badge(batch.get_state_display(), BATCH_TONES[batch.state])

    @admin.display(description="企业数", ordering="filings_count")
    def size(self, batch: Batch) -> int:
        return batch.filings_count

    @admin.display(description="公示时间")
    def publicity(self, batch: Batch) -> str:
        if batch.publicity_starts_at is None:
            return "—"
        return f"{minute(batch.publicity_starts_at)} 至 {deadline_text(batch.publicity_ends_at)}"

"""Batches in the admin: a deciding authority gathers approved filings, publicises them, certifies them."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Field, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from declarations.admin import batch_pages, batch_title_pages, batch_upkeep_pages
from declarations.enums import BatchState, FilingKind
from declarations.models import Batch
from declarations.services.batches import batched_kinds
from declarations.services.windows import decided_tiers
from enterprises.acting import acting_for, may
from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import Capability, Tier
from enterprises.kit.admin.display import badge, minute
from enterprises.kit.admin.pages import READING, Page, address_of
from enterprises.kit.admin.words import house_words
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


class BatchForm(forms.ModelForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        house_words(self)


@admin.register(Batch)
class BatchAdmin(ScopedModelAdmin):
    form = BatchForm
    capability = Capability.CERTIFY
    list_display = ["name", "tier", "kind", "authority", "status", "size", "publicity", "document_number"]
    list_filter = ["tier", "kind", "state", DueFilter]
    list_select_related = ["authority"]
    search_fields = ["name", "document_number"]
    search_help_text = "按批次名称或文号查询。"
    ordering = ["-created_at", "-id"]
    front = Page("change", batch_pages.show, methods=READING)
    own_pages = (*batch_pages.PAGES, *batch_upkeep_pages.PAGES.values(), *batch_title_pages.PAGES.values())

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(filings_count=Count("filings"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        able = may(acting_for(request), self.capability) and bool(self._tiers(request))
        return able and bool(self._kinds(request))

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

    def _kinds(self, request: HttpRequest) -> list[FilingKind]:
        if not hasattr(request, "batched_kinds"):
            request.batched_kinds = batched_kinds(acting_for(request).authority, self._tiers(request))
        return request.batched_kinds

    def get_fields(self, request: HttpRequest, obj: Batch | None = None) -> list[str]:
        # Where there is one business, there is nothing to choose.
        return ["name", "kind", "tier"] if len(self._kinds(request)) > 1 else ["name", "tier"]

    def formfield_for_choice_field(self, db_field: Field, request: HttpRequest, **kwargs):
        if db_field.name == "kind":
            kwargs["choices"] = [
                ("", "---------"),
                *((kind.value, kind.label) for kind in self._kinds(request)),
            ]
            # A batch of the wrong business gathers nothing: it is chosen, not passed over.
            kwargs["initial"] = ""
            kwargs["help_text"] = "一个批次只收一种业务、一个称号的企业。"
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
        if "kind" not in form.fields:
            obj.kind = self._kinds(request)[0]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Batch, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, f"已建立批次“{obj.name}”。请加入审核通过的企业。")
        return HttpResponseRedirect(address_of(obj))

    def called(self, thing: Batch) -> str:
        return thing.name

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

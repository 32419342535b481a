"""The bare project's list in Django's own admin: as many rows and columns as the inbox of the platform."""

from django.contrib import admin

from tests.load.bare.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ["title", "place", "kind", "state", "tier", "score", "published_at", "decided_at"]
    list_filter = ["state"]
    search_fields = ["title"]
    list_per_page = 50

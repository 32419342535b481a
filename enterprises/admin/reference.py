"""Regions and industries: read by every official, added to by the platform's administrator."""

from django.contrib import admin

from enterprises.admin.scoping import ScopedModelAdmin
from enterprises.enums import Capability
from enterprises.models import Industry, Region


@admin.register(Region)
class RegionAdmin(ScopedModelAdmin):
    capability = Capability.PLATFORM
    list_display = ["code", "full_name", "level"]
    list_filter = ["level"]
    search_fields = ["^code", "full_name"]
    search_help_text = "按代码或名称查询。"
    autocomplete_fields = ["parent"]


@admin.register(Industry)
class IndustryAdmin(ScopedModelAdmin):
    capability = Capability.PLATFORM
    list_display = ["code", "name", "level"]
    list_filter = ["level"]
    search_fields = ["^code", "name"]
    search_help_text = "按代码或名称查询。"
    autocomplete_fields = ["parent"]

"""评测表: read by officials. Editions are loaded from data files."""

from django.contrib import admin

from assessments.models import Questionnaire
from enterprises.admin.scoping import ScopedModelAdmin


@admin.register(Questionnaire)
class QuestionnaireAdmin(ScopedModelAdmin):
    read_only = True
    list_display = ["title", "category", "edition"]
    list_filter = ["category"]
    fields = ["title", "category", "edition", "digest"]
    readonly_fields = ["digest"]

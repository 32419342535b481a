"""Addresses of this room."""

from django.urls import path

from declarations.views import check_up, cities, closed, entry, evidence, filings, lists, sections, submission

app_name = "declarations"
urlpatterns = [
    path("declarations/", entry.overview, name="list"),
    path("declarations/cities/", cities.cities, name="cities"),
    path("declarations/new/", entry.new, name="new"),
    path("declarations/check-up/", check_up.check_up, name="check_up"),
    path("declarations/check-up/print/", check_up.check_up_print, name="check_up_print"),
    path("changes/", entry.changes, name="changes"),
    path("renewals/", entry.renewals, name="renewals"),
    path("filings/<uuid:filing_id>/", filings.filing, name="filing"),
    path("filings/<uuid:filing_id>/state/", closed.state, name="state"),
    path("filings/<uuid:filing_id>/pdf/", filings.pdf, name="pdf"),
    path("filings/<uuid:filing_id>/attachments/<uuid:attachment_id>/", filings.attachment, name="attachment"),
    path(
        "filings/<uuid:filing_id>/attachments/<uuid:attachment_id>/remove/",
        evidence.remove_attachment,
        name="attachment_remove",
    ),
    path("filings/<uuid:filing_id>/submit/", submission.submit, name="submit"),
    path("filings/<uuid:filing_id>/withdraw/", submission.withdraw, name="withdraw"),
    path("filings/<uuid:filing_id>/delete/", submission.delete, name="delete"),
    path("filings/<uuid:filing_id>/<slug:key>/<slug:slug>/new/", lists.add_entry, name="entry_new"),
    path(
        "filings/<uuid:filing_id>/<slug:key>/<slug:slug>/<uuid:entry_id>/",
        lists.edit_entry,
        name="entry_edit",
    ),
    path(
        "filings/<uuid:filing_id>/<slug:key>/<slug:slug>/<uuid:entry_id>/delete/",
        lists.remove_entry,
        name="entry_delete",
    ),
    path("filings/<uuid:filing_id>/<slug:key>/", sections.section, name="section"),
]

"""Addresses of this room."""

from django.urls import path

from assessments.views import evidence, overview, results, taking

app_name = "assessments"
urlpatterns = [
    path("assessments/", overview.assessment_list, name="list"),
    path("assessments/start/", overview.start, name="start"),
    path("assessments/category/", overview.category, name="category"),
    path("assessments/verify/<str:code>/", results.verify, name="verify"),
    path("assessments/files/<uuid:evidence_id>/", evidence.file, name="evidence_file"),
    path("assessments/<uuid:assessment_id>/", results.detail, name="detail"),
    path("assessments/<uuid:assessment_id>/certificate/", results.certificate, name="certificate"),
    path("assessments/<uuid:assessment_id>/discard/", overview.discard, name="discard"),
    path("assessments/<uuid:assessment_id>/take/<slug:step>/", taking.take, name="take"),
    path("assessments/<uuid:assessment_id>/evidence/<slug:question>/", evidence.evidence, name="evidence"),
    path(
        "assessments/<uuid:assessment_id>/evidence/<slug:question>/<uuid:evidence_id>/remove/",
        evidence.remove,
        name="evidence_remove",
    ),
]

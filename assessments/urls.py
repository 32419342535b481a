"""Addresses of this room."""

from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("assessments/", views.assessment_list, name="list"),
    path("assessments/start/", views.start, name="start"),
    path("assessments/<uuid:assessment_id>/", views.detail, name="detail"),
    path("assessments/<uuid:assessment_id>/take/<slug:step>/", views.take, name="take"),
]

"""Addresses of the bare pages."""

from django.contrib import admin
from django.urls import path

from tests.load.bare import views

urlpatterns = [
    path("template/", views.template),
    path("rows/", views.rows),
    path("rows/<int:pk>/", views.row),
    path("members/", views.member_rows),
    path("form/", views.plain_form),
    path("admin/", admin.site.urls),
    path("crispy/", views.crispy_form),
]

"""Addresses of this room."""

from django.urls import path

from enterprises.views import (
    accounts,
    certifications,
    figures,
    intellectual_property,
    products,
    profile,
    records,
    regions,
)

app_name = "enterprises"
urlpatterns = [
    path("accounts/register/", accounts.register, name="register"),
    path("accounts/register/person/", accounts.register_person, name="register_person"),
    path("accounts/login/", accounts.log_in, name="login"),
    path("accounts/logout/", accounts.log_out, name="logout"),
    path("accounts/here/", accounts.here, name="here"),
    path("accounts/", accounts.account, name="account"),
    path("accounts/password/", accounts.password, name="password"),
    path("accounts/recover/", accounts.recover, name="recover"),
    path("accounts/phone-change/", accounts.phone_change, name="phone_change"),
    path("regions/", regions.regions, name="regions"),
    path("enterprise/profile/", profile.profile, name="profile"),
    path("enterprise/profile/edit/", profile.profile_edit, name="profile_edit"),
    path("enterprise/figures/", figures.figures, name="figures"),
    path("enterprise/figures/<int:year>/", figures.figures_edit, name="figures_edit"),
    path(
        "enterprise/intellectual-property/",
        intellectual_property.intellectual_property,
        name="intellectual_property",
    ),
    path(
        "enterprise/intellectual-property/add/", intellectual_property.add, name="intellectual_property_add"
    ),
    path(
        "enterprise/intellectual-property/<uuid:right_id>/",
        intellectual_property.edit,
        name="intellectual_property_edit",
    ),
    path(
        "enterprise/intellectual-property/<uuid:right_id>/delete/",
        intellectual_property.delete,
        name="intellectual_property_delete",
    ),
    path("enterprise/product/", products.product, name="product"),
    path("enterprise/records/", records.records, name="records"),
    path("enterprise/records/<slug:kind>/add/", records.add, name="records_add"),
    path("enterprise/records/<slug:kind>/none/", records.none, name="records_none"),
    path("enterprise/records/<slug:kind>/<uuid:record_id>/", records.edit, name="records_edit"),
    path("enterprise/records/<slug:kind>/<uuid:record_id>/delete/", records.delete, name="records_delete"),
    path("certifications/", certifications.query, name="certification_query"),
    path("certifications/verify/<str:code>/", certifications.verify, name="certification_verify"),
]

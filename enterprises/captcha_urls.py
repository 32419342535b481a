"""Addresses of the captcha: the picture and 【换一张】. There is no spoken captcha."""

from django.urls import re_path

from enterprises.views import captcha

urlpatterns = [
    # Any word: the package checks that an address for "dummy" exists.
    re_path(r"^image/(?P<key>\w+)/$", captcha.image, name="captcha-image"),
    re_path(r"^refresh/$", captcha.refresh, name="captcha-refresh"),
]

"""One right in the list of intellectual property, edited within a filing."""

from django import forms

from enterprises.forms.intellectual_property import IntellectualPropertyForm


class RightForm(IntellectualPropertyForm):
    """A right is complete or not there at all. ``token`` proves which state of it the page had shown."""

    use_required_attribute = False
    token = forms.CharField(required=False, widget=forms.HiddenInput)


class NoRightsForm(forms.Form):
    none = forms.BooleanField(label="本企业没有与主导产品相关的有效知识产权", required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

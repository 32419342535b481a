"""What the section of intellectual property asks beside the list itself."""

from django import forms


class NoRightsForm(forms.Form):
    none = forms.BooleanField(label="本企业没有与主导产品相关的有效知识产权", required=False)
    version = forms.CharField(required=False, widget=forms.HiddenInput)

"""The public's question: does this enterprise hold a title (M1.2)?"""

from django import forms

from enterprises.forms.accounts import CreditCodeField
from enterprises.kit.doors.captcha import CaptchaField, CaptchaForm
from enterprises.kit.forms.fields import EnterpriseNameField
from enterprises.kit.forms.sectioned import say_what_is_required


class CertificationQueryForm(CaptchaForm, forms.Form):
    name = EnterpriseNameField(help_text="营业执照上的全称。")
    credit_code = CreditCodeField()
    captcha = CaptchaField()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        say_what_is_required(self, besides=("captcha",))

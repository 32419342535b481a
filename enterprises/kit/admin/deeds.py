"""A page with one form that does one thing to one thing: asked for, done, refused and out of date in one way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from enterprises.kit.admin.pages import OwnPages, address_of, page_of
from enterprises.kit.admin.staleness import SEEN, fingerprint, hold
from enterprises.kit.forms.kept import typed

TEMPLATE = "admin/includes/deed.html"


class OutOfDate(Exception):
    """``str()`` is a sentence for the page."""


def reason_field(longest: int, needed: str, *, label: str = "原因", help_text: str = "") -> forms.CharField:
    """Why something is done, in at most ``longest`` characters; ``needed`` is said when it is left empty."""
    return forms.CharField(
        label=label,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
        help_text=help_text,
        error_messages={
            "required": needed,
            "max_length": "最多填写%(limit_value)d个字，现在是%(show_value)d个字。",
        },
    )


def plain(form: type[forms.Form]) -> Callable[[HttpRequest, Model], forms.Form]:
    """Makes ``form`` with what was typed and nothing else."""
    return lambda request, thing: form(typed(request), label_suffix="")


@dataclass(frozen=True)
class Deed:
    """What one page does; as ``Page.show``.

    verb: what the button confirms. heading: what the title says, when more than that.
    form: the form, as typed. run: takes the thing, the request and the form's values, and gives the sentence that says
    it is done. refused: what ``run`` raises with a sentence; with ``leads_back`` it is said on the thing's page, which
    shows why, else in the form. then: where it leads, for what is not there afterwards.
    meanwhile: for a page that is refused when the thing was changed since it was opened: what was done to it.
    about: a line about the thing. sent: the value of the hidden ``deed``, for a page that does either of two.
    """

    verb: str
    explanation: str
    form: Callable[[HttpRequest, Any], forms.Form]
    run: Callable[[Any, HttpRequest, dict], str]
    refused: type[Exception]
    heading: str = ""
    tone: str = "info"
    back: str = "返回"
    leads_back: bool = False
    then: Callable[[Any], str] = address_of
    meanwhile: Callable[[Any], str] | None = None
    about: Callable[[Any], str] | None = None
    sent: str = ""
    # Templates read it.
    do_not_call_in_templates: ClassVar[bool] = True

    def __call__(self, model_admin: OwnPages, request: HttpRequest, thing: Model) -> HttpResponse:
        form, status = self.form(request, thing), 200
        name, then, key = model_admin.called(thing), self.then(thing), thing.pk
        if request.method == "POST" and form.is_valid():
            try:
                done = self._done(request, thing, form.cleaned_data)
            except self.refused as refusal:
                # A deletion refused at the end of its transaction has taken the key.
                thing.pk = key
                if self.leads_back:
                    messages.error(request, str(refusal))
                    return HttpResponseRedirect(address_of(thing))
                form.add_error(None, str(refusal))
            except OutOfDate as stale:
                form.add_error(None, str(stale))
                thing.refresh_from_db()
                status = 409
            else:
                messages.success(request, done)
                return HttpResponseRedirect(then)
        context = {
            "title": f"{self.heading or self.verb}：{name}",
            "form": form,
            "deed": self,
            "about": self.about(thing) if self.about else "",
            "seen": fingerprint(thing) if self.meanwhile else "",
        }
        return page_of(model_admin, request, thing, TEMPLATE, self.verb, context, status)

    def _done(self, request: HttpRequest, thing: Model, values: dict) -> str:
        if self.meanwhile is None:
            # What a database says only at the end of the transaction, ``run`` has to hear.
            return self.run(thing, request, values)
        with transaction.atomic():
            self._refuse_out_of_date(request, thing, self.meanwhile)
            return self.run(thing, request, values)

    @staticmethod
    def _refuse_out_of_date(request: HttpRequest, thing: Model, meanwhile: Callable[[Any], str]) -> None:
        hold(thing)
        if SEEN in request.POST and request.POST[SEEN] != fingerprint(thing):
            name, done = thing._meta.verbose_name, meanwhile(thing)
            raise OutOfDate(f"您打开此页后，{name}已被修改，您填写的内容没有保存。{done}请核对后再次提交。")

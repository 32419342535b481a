"""One decision on one filing: its page with the form, and the POST that takes it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from declarations.admin.review_page import facts, latest_review, section_titles
from declarations.enums import Action
from declarations.models import Filing
from declarations.review.lines import Review
from declarations.sections.base import Place
from declarations.sections.remarks import places_of
from declarations.services.review import REVIEW_ACTIONS, Remark, last_correction_ids, last_event_ids, review
from declarations.workflow import TransitionRefused, available_actions
from enterprises.kit.admin.pages import OwnPages, address_of, page_of
from enterprises.kit.forms.kept import typed

REASON_REQUIRED = (Action.RETURN, Action.REJECT)
INTERNAL_REQUIRED = (Action.RETURN_DOWN,)
_EXPLANATIONS = {
    Action.RECOMMEND: "申报将转到上一级主管部门审核。",
    Action.APPROVE: "本级是最终审核层级。通过后可以加入批次，公示后认定。",
    Action.RETURN: "企业可以修改后重新提交，重新提交后回到本级。企业会看到总体意见和逐条意见，并须逐条答复。",
    Action.RETURN_DOWN: "申报退回下一级主管部门复审，企业不需要修改，也看不到退回理由。",
    Action.REJECT: "不通过是最终决定，企业在本次申报时间内不能再修改。企业会看到理由。",
}
_COMMENT_LABELS = {Action.RETURN: "总体意见", Action.REJECT: "不通过的理由"}
_INTERNAL_LABELS = {Action.RETURN_DOWN: "退回理由"}
# Where the enterprise reads what was corrected, so the reviewer is told.
_SHOWS_CORRECTIONS = (Action.RETURN, Action.REJECT)
_FAVOURABLE = (Action.RECOMMEND, Action.APPROVE)
_SECTION_PREFIX = "section_"
_PLACE, _TEXT = "place_", "remark_"
_MOST_REMARKS = 30
_NO_SUCH_PLACE = "这个项目不在这份申报的表中，请重新选择。"
# The button that asks for one more remark on a place.
_MORE = "more"
_LONGEST_REMARK = 1000
_MOST_ROWS = 8


class DecisionForm(forms.Form):
    """The reviewer's words, for the enterprise and for colleagues; ``seen`` and ``corrected`` are the newest event and
    correction of the page they were written on.

    A return takes remarks, too: one on each section as a whole, and ``count`` (``remarks_in``) on ``places`` of sections.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput)
    corrected = forms.IntegerField(widget=forms.HiddenInput, required=False)
    comment = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "cols": 60}))
    internal = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "cols": 60}))

    def __init__(
        self,
        action: Action,
        sections: dict[str, str],
        places: dict[str, dict[str, Place]],
        count: int,
        *args,
        **kwargs,
    ) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        comment, internal = self.fields["comment"], self.fields["internal"]
        comment.required, internal.required = action in REASON_REQUIRED, action in INTERNAL_REQUIRED
        comment.label = f"对企业：{_COMMENT_LABELS.get(action, '说明（可不填）')}"
        comment.help_text = "企业会看到这段文字，并收到消息。"
        comment.error_messages["required"] = "请写明理由，企业会看到这段文字。"
        internal.label = f"内部：{_INTERNAL_LABELS.get(action, '审核意见（可不填）')}"
        internal.help_text = "只有主管部门能看到，不会发给企业。"
        internal.error_messages["required"] = "请写明退回下级的理由，只有主管部门能看到。"
        if action in INTERNAL_REQUIRED:
            self.order_fields(["seen", "corrected", "internal", "comment"])
        self.section_keys = list(sections) if action == Action.RETURN else []
        for key in self.section_keys:
            self.fields[_SECTION_PREFIX + key] = forms.CharField(
                label=sections[key],
                required=False,
                max_length=_LONGEST_REMARK,
                widget=forms.Textarea(attrs={"rows": self._rows(_SECTION_PREFIX + key), "cols": 60}),
            )

        self.numbers = range(1, count + 1) if action == Action.RETURN else range(0)
        choices = list(_choices(sections, places))
        for number in self.numbers:
            self.fields[f"{_PLACE}{number}"] = forms.ChoiceField(
                label=f"第{number}条所指的项目",
                required=False,
                choices=choices,
                error_messages={"invalid_choice": _NO_SUCH_PLACE},
            )
            self.fields[f"{_TEXT}{number}"] = forms.CharField(
                label=f"第{number}条意见",
                required=False,
                max_length=_LONGEST_REMARK,
                widget=forms.Textarea(attrs={"rows": self._rows(f"{_TEXT}{number}"), "cols": 60}),
            )

    def clean(self) -> dict[str, Any] | None:
        """A remark is on something, and says something."""
        cleaned = super().clean()
        for number in self.numbers:
            place, text = f"{_PLACE}{number}", f"{_TEXT}{number}"
            if place in self.errors or text in self.errors:
                continue
            chosen, said = self.cleaned_data[place], self.cleaned_data[text]
            if said and not chosen:
                self.add_error(place, "请选择这条意见所指的项目。")
            if chosen and not said:
                self.add_error(text, "请填写意见；不需要这一条的，请把所指的项目改回“请选择”。")
        return cleaned

    def _rows(self, name: str) -> int:
        """As many lines as its first words take, within reason."""
        return min(_MOST_ROWS, max(2, self.initial.get(name, "").count("\n") + 1))

    def remarks(self) -> list[Remark]:
        """What was remarked, in the order of the form: of a section first what is about the whole of it."""
        found = {key: [Remark(key, self.cleaned_data[_SECTION_PREFIX + key])] for key in self.section_keys}
        for number in self.numbers:
            section, _, place = self.cleaned_data[f"{_PLACE}{number}"].partition(":")
            if section:
                found[section].append(Remark(section, self.cleaned_data[f"{_TEXT}{number}"], place))
        return [remark for remarks in found.values() for remark in remarks]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in ("comment", "internal")]

    @property
    def section_fields(self) -> list[forms.BoundField]:
        return [self[_SECTION_PREFIX + key] for key in self.section_keys]

    @property
    def remark_fields(self) -> list[forms.BoundField]:
        return [self[f"{kind}{number}"] for number in self.numbers for kind in (_PLACE, _TEXT)]

    @property
    def next_place(self) -> str:
        """The id of the field that one more remark would begin with; empty when there are enough."""
        return f"id_{_PLACE}{len(self.numbers) + 1}" if 0 < len(self.numbers) < _MOST_REMARKS else ""


def remarks_in(data: Mapping[str, str] | None) -> int:
    """How many remarks on places a page has room for: as many as it sent, and one more where it asked for that."""
    sent = range(1, _MOST_REMARKS + 1)
    count = max((number for number in sent if data and f"{_TEXT}{number}" in data), default=1)
    return min(count + (data is not None and _MORE in data), _MOST_REMARKS)


def _choices(sections: dict[str, str], places: dict[str, dict[str, Place]]) -> Iterator[tuple]:
    """The places a remark can be on, by section; a whole section has its own field."""
    yield "", "请选择"
    for key, title in sections.items():
        if found := places.get(key):
            yield title, [(f"{key}:{place}", each.label) for place, each in found.items()]


def decide(model_admin: OwnPages, request: HttpRequest, filing: Filing, name: str) -> HttpResponse:
    """Show or take the decision ``name``. Raises Http404 for a word that is no decision of reviewers."""
    if name not in REVIEW_ACTIONS:
        raise Http404
    action = Action(name)
    if request.method == "POST":
        return _take(model_admin, request, filing, action)
    if action not in available_actions(filing, request.user, request.arrived_at):
        messages.error(request, f"现在的状态是“{filing.status_label}”，您不能办理【{action.label}】。")
        return HttpResponseRedirect(address_of(filing))
    seen = last_event_ids([filing.pk])[filing.pk]
    corrected = last_correction_ids([filing.pk]).get(filing.pk, 0)
    reviewed = latest_review(filing)
    initial = {"seen": seen, "corrected": corrected, **_remarks(reviewed)}
    form = _form(filing, action, typed(request), initial=initial)
    return _show(model_admin, request, filing, action, form, reviewed)


def _form(filing: Filing, action: Action, data: QueryDict | None, **kwargs: Any) -> DecisionForm:
    places = places_of(filing) if action == Action.RETURN else {}
    return DecisionForm(action, section_titles(filing), places, remarks_in(data), data, **kwargs)


def _remarks(reviewed: Review | None) -> dict[str, str]:
    """Reasons of corrections as first words of the remarks on their sections."""
    reasons = reviewed.reasons_by_section if reviewed else {}
    return {_SECTION_PREFIX + key: "\n".join(found)[:_LONGEST_REMARK] for key, found in reasons.items()}


def _explanation(action: Action, reviewed: Review | None) -> str:
    text = _EXPLANATIONS[action]
    if action in _SHOWS_CORRECTIONS and reviewed and reviewed.is_corrected:
        text += "已更正的得分和条件会连同更正理由、部门名称一并给企业看。"
    return text


def _warning(action: Action, reviewed: Review | None) -> str:
    """What speaks against a favourable decision; empty when nothing does."""
    if action not in _FAVOURABLE or reviewed is None or reviewed.is_reached:
        return ""
    whose = "更正后的审核结论" if reviewed.is_corrected else "自评结论"
    return f"{whose}是“{reviewed.now.verdict}”。请核对后再{action.label}。"


def _take(model_admin: OwnPages, request: HttpRequest, filing: Filing, action: Action) -> HttpResponse:
    if _MORE in request.POST:
        # Typed so far and not judged yet.
        form = DecisionForm(
            action,
            section_titles(filing),
            places_of(filing),
            remarks_in(request.POST),
            initial=request.POST.dict(),
        )
        return _show(model_admin, request, filing, action, form, latest_review(filing))
    form = _form(filing, action, request.POST)
    if not form.is_valid():
        return _show(model_admin, request, filing, action, form, latest_review(filing))
    try:
        review(
            filing,
            action,
            request.user,
            form.cleaned_data["comment"],
            form.remarks(),
            form.cleaned_data["seen"],
            form.cleaned_data["corrected"] or 0,
            internal=form.cleaned_data["internal"],
            at=request.arrived_at,
        )
    except TransitionRefused as refusal:
        if _already_taken(filing, action, request, form.cleaned_data["seen"]):
            messages.warning(request, f"【{action.label}】已经办理，没有重复执行。")
            return HttpResponseRedirect(address_of(filing))
        # The text stays in the page: whoever wrote it can copy it.
        form.add_error(None, str(refusal))
        filing.refresh_from_db()
        return _show(model_admin, request, filing, action, form, latest_review(filing), status=409)
    messages.success(request, f"{filing.enterprise_name}：已办理【{action.label}】。")
    return HttpResponseRedirect(reverse("admin:declarations_filing_changelist"))


def _already_taken(filing: Filing, action: Action, request: HttpRequest, seen: int) -> bool:
    """Whether the first event after the one the page showed is this very decision: a double click."""
    following = filing.events.filter(pk__gt=seen).order_by("id").first()
    return following is not None and (following.action, following.actor_id) == (action, request.user.pk)


def _show(
    model_admin: OwnPages,
    request: HttpRequest,
    filing: Filing,
    action: Action,
    form: DecisionForm,
    reviewed: Review | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "filing": filing,
        "facts": facts(filing, reviewed),
        "action": action,
        "explanation": _explanation(action, reviewed),
        "warning": _warning(action, reviewed),
        "is_prefilled": bool(_remarks(reviewed)),
        "form": form,
    }
    template = "admin/declarations/filing/decide.html"
    return page_of(model_admin, request, filing, template, action.label, context, status)

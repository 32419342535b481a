"""One line of the evaluation, with its evidence and its history, and the form that corrects it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from declarations.admin.review_page import OF_LINES, correction_href, facts, review_lines
from declarations.dossier.evaluation import standard_of_revision
from declarations.models import Filing, LineCorrection, Revision
from declarations.review.correcting import (
    AlreadyCorrected,
    Value,
    correct_line,
    refusal_to_correct,
    seen_token,
    value_of,
)
from declarations.review.lines import NOT_COMPUTED, VERDICT_WORDS, CorrectionView, Review, ReviewLine
from declarations.standards import Evaluation, Verdict
from declarations.standards.corrections import possible_points
from declarations.standards.points import Points, checked
from declarations.words.explanation import LineView
from declarations.workflow import TransitionRefused
from enterprises.kit.admin.pages import OwnPages, address_of, page_of
from enterprises.kit.forms.kept import to_copy, typed

_AS_FILED = "filed"
_REASON_LENGTH = 500


class CorrectionForm(forms.Form):
    """What the line is to be, and why; ``seen`` is the state of the filing the page showed."""

    seen = forms.CharField(max_length=50, widget=forms.HiddenInput)
    value = forms.ChoiceField(label="更正为")
    reason = forms.CharField(
        label="更正理由",
        max_length=_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="请写明依据的材料。审核有结果或退回后，企业会看到更正前后的值、理由和部门名称。",
        error_messages={"required": "请写明更正理由。"},
    )

    def __init__(self, choices: list[tuple[str, str]], *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["value"].choices = [("", "请选择"), *choices]
        self.fields["value"].error_messages["required"] = "请选择更正后的值。"
        self.fields["value"].error_messages["invalid_choice"] = "请从列出的值中选择。"

    def chosen(self) -> Value:
        """What was chosen, as the service takes it."""
        value = self.cleaned_data["value"]
        if value == _AS_FILED:
            return None
        return Verdict(value) if value in list(Verdict) else checked(value)

    def problems(self) -> list[dict]:
        """Errors as lines for includes/error_summary.html, each with a link to its field."""
        return [
            {"message": message, "href": f"#{self[name].id_for_label}" if name in self.fields else ""}
            for name, said in self.errors.items()
            for message in said
        ]


@dataclass(frozen=True)
class _Place:
    """The line the page is about."""

    filing: Filing
    revision: Revision
    review: Review
    line: ReviewLine
    choices: list[tuple[str, str]]


def correct(model_admin: OwnPages, request: HttpRequest, filing: Filing, code: str) -> HttpResponse:
    """Show the line ``code`` of the latest revision, or take its correction. Raises Http404 for no such line."""
    place = _place(filing, code, request)
    if request.method == "POST":
        return _take(model_admin, request, place)
    form = None
    if refusal_to_correct(filing, request.user) is None:
        form = CorrectionForm(place.choices, typed(request), initial={"seen": seen_token(filing)})
    elif request.recalled is not None:
        return to_copy(request)
    return _show(model_admin, request, place, form)


def _place(filing: Filing, code: str, request: HttpRequest) -> _Place:
    revisions = list(filing.revisions.order_by("-number")[:2])
    review = review_lines(filing, revisions) if revisions else None
    line = review.line(code) if review else None
    if line is None:
        raise Http404
    return _Place(filing, revisions[0], review, line, _choices(revisions[0], code))


def _choices(revision: Revision, code: str) -> list[tuple[str, str]]:
    """Everything the line can be, the filed value marked; the filed value takes corrections back."""
    filed = value_of(Evaluation.from_dict(revision.evaluation), code)
    if isinstance(filed, Verdict):
        words = {verdict.value: VERDICT_WORDS[verdict] for verdict in (Verdict.MET, Verdict.NOT_MET)}
    else:
        points = possible_points(standard_of_revision(revision), code)
        words = {str(each): f"{each} 分" for each in points}
    key = str(filed)
    if key not in words:
        key = _AS_FILED
        words = {key: NOT_COMPUTED if filed is None else VERDICT_WORDS[filed], **words}
    words[key] += "（自评）"
    return list(words.items())


def _take(model_admin: OwnPages, request: HttpRequest, place: _Place) -> HttpResponse:
    form = CorrectionForm(place.choices, request.POST)
    if not form.is_valid():
        return _show(model_admin, request, place, form)
    filing, code = place.filing, place.line.code
    values = form.cleaned_data
    try:
        row = correct_line(
            filing,
            request.user,
            code,
            form.chosen(),
            values["reason"],
            values["seen"],
            request.arrived_at,
        )
    except AlreadyCorrected as refusal:
        messages.warning(request, str(refusal), extra_tags=OF_LINES)
    except TransitionRefused as refusal:
        # The text stays in the page: whoever wrote it can copy it.
        form.add_error(None, str(refusal))
        return _show(model_admin, request, place, form, status=409)
    else:
        messages.success(request, _done(row), extra_tags=OF_LINES)
    return HttpResponseRedirect(_address(filing))


def _done(row: LineCorrection) -> str:
    """What a correction did, in a sentence."""
    if row.takes_back:
        return f"第{row.code}项已恢复为自评的{_value_words(row.filed_points, row.filed_verdict)}。"
    return f"第{row.code}项已更正为{_value_words(row.points, row.verdict)}。"


def _value_words(points: Points | None, verdict: str) -> str:
    if verdict:
        return f"“{VERDICT_WORDS[Verdict(verdict)]}”"
    return f"“{NOT_COMPUTED}”" if points is None else f"{points}分"


def _address(filing: Filing) -> str:
    return f"{address_of(filing)}#evaluation-heading"


def _rows(line: ReviewLine) -> list[dict]:
    """The line as filed and as it stands, label by label."""
    filed, now = line.filed, line.now
    if isinstance(filed, LineView):
        rows = [
            ("标准", filed.source),
            ("计算", filed.formula),
            ("过程", filed.working),
            ("结果", filed.value),
            ("所在档次", filed.band),
            ("自评得分", f"{filed.points} / {filed.maximum} 分"),
        ]
        outcome = ("审核得分", f"{now.points} / {now.maximum} 分")
    else:
        rows = [("标准", filed.source), ("说明", filed.explanation), ("自评结论", filed.verdict)]
        outcome = ("审核结论", now.verdict)
    if line.correction:
        rows.append(outcome)
    return [{"label": label, "value": value} for label, value in rows if value]


def _event(correction: CorrectionView) -> dict:
    """A correction for includes/timeline.html."""
    return {
        "title": f"自评 {correction.old} → {correction.new}",
        "at": correction.at,
        "actor": f"{correction.person}（{correction.office}）",
        "text": correction.reason,
        "tone": "neutral",
    }


def _show(
    model_admin: OwnPages,
    request: HttpRequest,
    place: _Place,
    form: CorrectionForm | None,
    status: int = 200,
) -> HttpResponse:
    filing, line = place.filing, place.line
    context = {
        "title": f"第{line.code}项：{line.filed.name}",
        "filing": filing,
        "facts": facts(filing, place.review),
        "revision": place.revision,
        "line": line,
        "rows": _rows(line),
        "blocks": [line.block] if line.block else [],
        "history": [_event(each) for each in line.history],
        "form": form,
        "refusal": refusal_to_correct(filing, request.user) if form is None else "",
        "problems": form.problems() if form else [],
        "address": _address(filing),
        "again": correction_href(filing, line.code),
    }
    template = "admin/declarations/filing/correct.html"
    return page_of(model_admin, request, filing, template, "得分更正", context, status)

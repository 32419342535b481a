"""Submitting, resubmitting, withdrawing, deleting."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from declarations.dossier.access import own_filings
from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.evaluation import draft_evaluation
from declarations.dossier.loading import Dossier
from declarations.enums import Action, FilingState
from declarations.kinds import kind_of
from declarations.models import Filing
from declarations.sections import Problem, sections_for
from declarations.sections.remarks import pointed
from declarations.services import submission
from declarations.services.filings import delete_draft
from declarations.views.closed import closed_page
from declarations.views.frame import SUBMIT_STEP, frame, own_dossier
from declarations.workflow import TransitionRefused, available_actions
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.forms.kept import keeps_typed

ANSWER_LIMIT = 1000


def _to_send(request: HttpRequest, filing_id: uuid.UUID) -> Capability:
    """Answers to remarks are kept by who fills in; the page also hands the filing in."""
    return Capability.FILL if "save" in request.POST else Capability.SUBMIT


@keeps_typed
@member_may(Capability.READ, to_send=_to_send)
def submit(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponse:
    """The last page of the form: what is missing, the score, the pledge; POST submits."""
    dossier = own_dossier(request, filing_id)
    filing = dossier.filing
    if not sections_for(filing.tier, filing.kind):
        return redirect("declarations:filing", filing_id)
    if request.method != "POST":
        return _opened(request, dossier)
    refusal = refusal_to_edit(filing, request.arrived_at)
    if filing.is_editable and refusal:
        return closed_page(request, filing, refusal, _unkept_answers(request.POST, filing))
    try:
        if filing.state == FilingState.RETURNED:
            return _resubmit(request, dossier)
        submission.submit(filing, request.user, **_confirmed(request), at=request.arrived_at)
    except submission.AlreadySubmitted as done:
        unkept = _unkept_answers(request.POST, filing)
        if unkept:
            return closed_page(request, filing, str(done), unkept)
        messages.info(request, str(done))
    except submission.SubmissionRefused as refused:
        return _page(request, dossier, refused.problems, status=422)
    except submission.SubmissionStale as stale:
        return _page(request, dossier, [Problem("", str(stale), "#main")], status=409)
    except TransitionRefused as refused:
        return closed_page(request, filing, str(refused), _unkept_answers(request.POST, filing))
    else:
        messages.success(request, "已提交。审核进度可在本页查看，结果会发到【我的消息】。")
    return redirect("declarations:filing", filing_id)


def _opened(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    filing, recalled = dossier.filing, request.recalled
    refusal = refusal_to_edit(filing, request.arrived_at)
    if not refusal:
        return _page(request, dossier, [], recalled and _answers(recalled, dossier))
    unkept = recalled and _unkept_answers(recalled, filing)
    if unkept:
        return closed_page(request, filing, refusal, unkept)
    return redirect("declarations:filing", filing.pk)


def _confirmed(request: HttpRequest) -> dict[str, bool | str]:
    """What the page sent: the ticks, and the fingerprint of what it had shown."""
    return {
        "pledge": "pledge" in request.POST,
        "accepts_shortfall": "accepts_shortfall" in request.POST,
        "seen": request.POST.get("seen", ""),
    }


def _resubmit(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    answers = _answers(request.POST, dossier)
    too_long = [
        Problem(
            f"第{number}条意见",
            f"答复最多{ANSWER_LIMIT}个字，现在是{len(answers[comment.pk])}个字。",
            f"#answer-{comment.pk}",
        )
        for number, comment in enumerate(dossier.comments, start=1)
        if len(answers.get(comment.pk, "")) > ANSWER_LIMIT
    ]
    if too_long:
        return _page(request, dossier, too_long, answers, status=422)
    if "save" in request.POST:
        submission.answer_comments(dossier.filing, request.user, answers, request.arrived_at)
        messages.success(request, "已暂存答复，尚未重新提交。")
        return redirect("declarations:submit", dossier.filing.pk)
    unanswered = [
        Problem(f"第{number}条意见", "请填写修改说明。", f"#answer-{comment.pk}")
        for number, comment in enumerate(dossier.comments, start=1)
        if not answers.get(comment.pk, "").strip()
    ]
    try:
        if unanswered:
            submission.answer_comments(dossier.filing, request.user, answers, request.arrived_at)
            raise submission.SubmissionRefused([*submission.problems_of(dossier), *unanswered])
        submission.resubmit(
            dossier.filing,
            request.user,
            answers,
            **_confirmed(request),
            accepts_unchanged="accepts_unchanged" in request.POST,
            at=request.arrived_at,
        )
    except submission.SubmissionStale as stale:
        return _page(request, dossier, [Problem("", str(stale), "#main")], answers, status=409)
    except submission.SubmissionRefused as refused:
        return _page(request, dossier, refused.problems, answers, status=422)
    messages.success(request, "已重新提交，由退回部门继续审核。")
    return redirect("declarations:filing", dossier.filing.pk)


def _answers(data: Mapping[str, str], dossier: Dossier) -> dict[int, str]:
    """Typed answers by comment; a comment the page did not carry keeps its answer."""
    return {
        comment.pk: _text(data.get(f"answer-{comment.pk}", comment.answer)) for comment in dossier.comments
    }


def _unkept_answers(data: Mapping[str, str], filing: Filing) -> list[tuple[str, str]]:
    """Typed answers that are not what is stored, with the remarks they belong to."""
    typed = {comment: data.get(f"answer-{comment.pk}", "") for comment in filing.comments.all()}
    return [
        (f"答复“{comment.text}”", answer)
        for comment, answer in typed.items()
        if _text(answer).strip() not in ("", comment.answer)
    ]


def _return_comment(filing: Filing) -> str:
    """The overall words of the return that is to be answered; empty when it is not returned."""
    if filing.state != FilingState.RETURNED:
        return ""
    return filing.events.filter(action=Action.RETURN).order_by("-number").values_list("comment", flat=True)[0]


def _text(typed: str) -> str:
    """Typed text with one kind of line end and without NUL, which PostgreSQL refuses."""
    return typed.replace("\r\n", "\n").replace("\x00", "")


def _page(
    request: HttpRequest,
    dossier: Dossier,
    refused: list[Problem],
    answers: dict[int, str] | None = None,
    status=200,
) -> HttpResponse:
    filing = dossier.filing
    context = frame(dossier, SUBMIT_STEP)
    open_problems = [problem for found in context["problems_by_section"].values() for problem in found]
    chain = submission.chain_of(filing)
    context |= {
        "problems": refused or open_problems,
        "is_refused": bool(refused),
        "return_comment": _return_comment(filing),
        "is_complete": not open_problems,
        "evaluation": draft_evaluation(dossier),
        "chain": [{"name": each.name, "level": each.get_level_display()} for each in chain],
        "pledge": kind_of(filing).pledge,
        "pledged": "pledge" in request.POST,
        "accepted": "accepts_shortfall" in request.POST,
        "is_unchanged": submission.is_unchanged(dossier),
        "accepted_unchanged": "accepts_unchanged" in request.POST,
        "is_returned": filing.state == FilingState.RETURNED,
        "answer_limit": ANSWER_LIMIT,
        "seen": submission.fingerprint(dossier, chain),
        "comments": [
            {
                "id": each.comment.pk,
                "where": each.where,
                "href": each.href,
                "text": each.comment.text,
                "answer": (answers or {}).get(each.comment.pk, each.comment.answer),
            }
            for each in pointed(filing, dossier.comments)
        ],
    }
    return render(request, "declarations/submit.html", context, status=status)


@member_may(Capability.SUBMIT)
def withdraw(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponse:
    """Ask, then take the filing back (POST)."""
    filing = get_object_or_404(own_filings(request.user), pk=filing_id)
    if request.method == "POST":
        try:
            if submission.withdraw(filing, request.user, request.arrived_at):
                messages.success(
                    request, "已撤回。在申报时间内可以重新申报，开始时可以沿用这次的内容和材料。"
                )
        except TransitionRefused as refused:
            return closed_page(request, filing, str(refused), undone="没有撤回")
        return redirect("declarations:filing", filing_id)
    if Action.WITHDRAW not in available_actions(filing, request.user):
        return redirect("declarations:filing", filing_id)
    context = {
        "menu": "declarations",
        "title": "撤回申报",
        "text": f"将撤回“{filing}”。撤回后不再审核；在申报时间内可以重新申报，开始时可以沿用这次的内容和材料，不用重新填写。",
        "action_label": "撤回申报",
        "back": reverse("declarations:filing", args=[filing_id]),
    }
    return render(request, "confirm.html", context)


@member_may(Capability.FILL)
def delete(request: HttpRequest, filing_id: uuid.UUID) -> HttpResponse:
    """Ask, then delete a draft (POST)."""
    if request.method == "POST" and not Filing.objects.filter(pk=filing_id).exists():
        # The other half of a double click.
        return redirect("declarations:list")
    filing = get_object_or_404(own_filings(request.user), pk=filing_id)
    if request.method == "POST":
        try:
            delete_draft(filing)
        except FilingRefused as refused:
            return closed_page(request, filing, str(refused), undone="没有删除")
        messages.success(request, "已删除草稿。")
        return redirect("declarations:list")
    if filing.state != FilingState.DRAFT:
        return redirect("declarations:filing", filing_id)
    context = {
        "menu": "declarations",
        "title": "删除草稿",
        "text": f"将删除“{filing}”的草稿和已上传的佐证材料，不能恢复。企业信息、年度经营数据和知识产权清单不受影响。",
        "action_label": "删除草稿",
        "back": reverse("declarations:filing", args=[filing_id]),
    }
    return render(request, "confirm.html", context)

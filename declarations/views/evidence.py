"""佐证材料: one form for all items of the checklist, and taking a file away."""

import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from declarations.dossier.checklist import PACKAGE, checklist, lacking
from declarations.dossier.editing import FilingRefused, refusal_to_edit
from declarations.dossier.loading import Dossier, load
from declarations.models import Attachment
from declarations.sections import Section, evidence_section
from declarations.services.attaching import assign, attach, remove
from declarations.views.closed import closed_page
from declarations.views.frame import own_dossier, section_page
from enterprises.access import member_may
from enterprises.enums import Capability
from enterprises.kit.files.inspection import UploadRefused
from enterprises.kit.files.signatures import EXTENSIONS
from enterprises.kit.files.uploads import listed, megabytes, visible

_FILE, _ENTRY = "file-", "entry-"


@dataclass
class _Outcome:
    """What became of a sent form. ``faults`` by item, ``""`` for what belongs to none; ``refusal``: nothing was kept."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    assigned: int = 0
    item: str = ""
    refusal: str = ""


def evidence_page(request: HttpRequest, dossier: Dossier, section: Section) -> HttpResponse:
    """The checklist with what was given for each item, and one form for everything."""
    outcome = _Outcome()
    if request.method == "POST":
        refusal = refusal_to_edit(dossier.filing, request.arrived_at)
        outcome = _Outcome(refusal=refusal) if refusal else _taken(request, dossier)
        if outcome.kept:
            messages.success(request, f"已上传：{'、'.join(outcome.kept)}。")
        if outcome.assigned:
            messages.success(request, f"已保存{outcome.assigned}个文件的归入。")
        if outcome.refusal:
            return closed_page(request, dossier.filing, outcome.refusal, _unsent(request, outcome))
        if not outcome.faults:
            if not outcome.kept and not outcome.assigned:
                messages.info(request, "没有选择文件，归入也没有改动。")
            return redirect(section.href(dossier.filing, f"#item-{outcome.item or PACKAGE}"))
        dossier = load(dossier.filing)
    items = _items(dossier, outcome.faults)
    context = {
        "items": items,
        "bases": dict.fromkeys(row.checklist.basis for row in dossier.checklist_rows if row.checklist.basis),
        "targets": [entry for entry in items if entry["item"].key != PACKAGE],
        "faults": [
            {"where": entry["item"].title, "message": message, "href": f"#item-{entry['item'].key}"}
            for entry in items
            for message in entry["faults"]
        ],
        "heading": "以下文件没有上传",
        "refusal": " ".join(outcome.faults.get("", [])),
        "file_limit": megabytes(settings.EVIDENCE_MAX_BYTES),
        "archive_limit": megabytes(settings.EVIDENCE_ARCHIVE_MAX_BYTES),
    }
    return section_page(request, dossier, section, "declarations/sections/evidence.html", context)


def _unsent(request: HttpRequest, outcome: _Outcome) -> list[tuple[str, str]]:
    """The files that were sent and not kept, by name."""
    names = [file.name for key in request.FILES for file in request.FILES.getlist(key)]
    return [("没有上传的文件", "\n".join(visible(name) for name in names if name not in outcome.kept))]


def _items(dossier: Dossier, faults: dict[str, list[str]]) -> list[dict]:
    needed = {item.key for item in lacking(dossier)}
    remarked = dossier.remarked(evidence_section(dossier.filing).key)
    found = []
    for number, item in enumerate(checklist(dossier), start=1):
        files = dossier.files(item.key)
        found.append(
            {
                "item": item,
                "number": number,
                "is_lacking": item.key in needed,
                "files": files,
                "packages": _packages(dossier, files) if item.key == PACKAGE else [],
                "entries": dossier.entries(item.key),
                "remark": remarked.get(item.key, ""),
                "faults": faults.get(item.key, []),
                "kinds": listed(item.accepted),
                "accept": ",".join(each for kind in item.accepted for each in EXTENSIONS[kind]),
                "limit": item.most_bytes,
                "own_limit": megabytes(item.most_bytes) if item.is_limited else "",
            }
        )
    return found


def _packages(dossier: Dossier, files: list[Attachment]) -> list[dict]:
    """What is in each package, and how much of it counts for nothing."""
    found = []
    for file in files:
        entries = [each for each in dossier.packed if each.attachment_id == file.pk]
        found.append({"file": file, "entries": entries, "unassigned": sum(not each.item for each in entries)})
    return found


def _taken(request: HttpRequest, dossier: Dossier) -> _Outcome:
    """Keep what was sent: entries' items, and every file that is good."""
    outcome = _Outcome()
    given = _given(request, dossier)
    choices = _choices(request)
    if not any(files for _, files in given) and not choices:
        known = next((key for key, _ in given), "")
        return _Outcome(faults={known: ["请先选择文件。"]})
    try:
        outcome.assigned = assign(dossier.filing, choices, request.arrived_at) if choices else 0
        for key, files in given:
            _attach(request, dossier, key, files, outcome)
    except FilingRefused as refused:
        outcome.refusal = str(refused)
    return outcome


def _given(request: HttpRequest, dossier: Dossier) -> list[tuple[str, list[UploadedFile]]]:
    """The sent files by item: of the whole form, or of one ``item``, as the script sends them."""
    keys = [item.key for item in checklist(dossier)]
    if "item" in request.POST:
        item = request.POST["item"]
        return [(item if item in keys else "", request.FILES.getlist("file"))]
    return [(key, request.FILES.getlist(_FILE + key)) for key in keys if _FILE + key in request.FILES]


def _choices(request: HttpRequest) -> dict[int, str]:
    return {
        int(name.removeprefix(_ENTRY)): value
        for name, value in request.POST.items()
        if name.startswith(_ENTRY) and name.removeprefix(_ENTRY).isdecimal() and len(name) < 25
    }


def _attach(
    request: HttpRequest, dossier: Dossier, key: str, files: list[UploadedFile], outcome: _Outcome
) -> None:
    for file in files:
        outcome.item = key
        try:
            outcome.kept.append(attach(dossier.filing, key, file, request.user, request.arrived_at).name)
        except UploadRefused as refused:
            outcome.faults.setdefault(key, []).extend(refused.messages)


@require_http_methods(["GET", "HEAD", "POST"])
@member_may(Capability.FILL)
def remove_attachment(request: HttpRequest, filing_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    """Ask, then take a file away (POST); twice is as good as once."""
    dossier = own_dossier(request, filing_id)
    attachment = Attachment.objects.filter(filing=dossier.filing, pk=attachment_id, removed_at=None).first()
    anchor = f"#item-{attachment.item}" if attachment else ""
    back = evidence_section(dossier.filing).href(dossier.filing, anchor)
    if attachment is None:
        return redirect(back)
    if request.method != "POST":
        context = {
            "menu": "declarations",
            "title": "删除材料",
            "text": f"将删除“{attachment.name}”，删除后需要重新上传。已经提交过的版本不受影响。",
            "action_label": "删除",
            "back": back,
        }
        return render(request, "confirm.html", context)
    try:
        remove(dossier.filing, attachment, request.arrived_at)
    except FilingRefused as refused:
        return closed_page(request, dossier.filing, str(refused))
    messages.success(request, f"已删除：{attachment.name}。")
    return redirect(back)

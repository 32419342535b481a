"""Filings at every point of their way, made by the workflow itself."""

import datetime as dt

from django.utils import timezone

from declarations.dossier.evaluation import score_of
from declarations.dossier.facts import facts_from
from declarations.dossier.loading import load
from declarations.enums import Action, FilingKind
from declarations.models import Filing, Revision, Window
from declarations.standards import evaluate, get_standard
from declarations.words.blocks import Block, Column, FileLine, Row, Table, to_plain
from declarations.workflow import transition
from enterprises.models import Enterprise, User
from tests import factories


def owner_of(enterprise: Enterprise) -> User:
    return enterprise.users.order_by("pk").first() or factories.make_legal_user(enterprise)


def freeze(filing: Filing, *, product: str = "五轴数控机床", income: str = "4,500.00") -> Revision:
    """A submission that says little: a product, a figure, a table and a file."""
    blocks = [
        Block(
            "product",
            "主导产品",
            rows=[Row("主导产品名称", product), Row("从事年限", "8", "年")],
        ),
        Block(
            "operations",
            "经济效益",
            tables=[
                Table(
                    "年度数据",
                    [Column("项目"), Column("2025年度", numeric=True)],
                    [["主营业务收入（万元）", income]],
                )
            ],
        ),
        Block(
            "evidence",
            "佐证材料",
            files=[
                FileLine(
                    id="0190f1c2-0000-7000-8000-000000000001",
                    filing_id=str(filing.pk),
                    item="审计报告",
                    name="2025年审计报告.pdf",
                    size=123456,
                    sha256="ab" * 32,
                    uploaded_at="2026-05-02 10:00:00",
                )
            ],
        ),
    ]
    evaluation = evaluate(get_standard(filing.window.standard), facts_from(load(filing)))
    return Revision.objects.create(
        filing=filing,
        number=filing.revisions.count() + 1,
        content={"enterprise": filing.enterprise.name, "blocks": to_plain(blocks), "assessment": None},
        facts={},
        evaluation=evaluation.to_dict(),
        standard=evaluation.standard_id,
        standard_version=evaluation.standard_version,
        score=score_of(evaluation),
        submitted_by=owner_of(filing.enterprise),
        created_at=timezone.now(),
    )


def make_draft(enterprise: Enterprise, window: Window) -> Filing:
    return Filing.objects.create(
        enterprise=enterprise, kind=FilingKind.DECLARATION, tier=window.tier, window=window
    )


def make_submitted(enterprise: Enterprise, window: Window) -> Filing:
    """On the desk of the enterprise's own authority; its chain ends at the level the window names."""
    filing = make_draft(enterprise, window)
    chain = [code for code in enterprise.authority.lineage_codes() if code != "000000"]
    transition(filing, Action.SUBMIT, owner_of(enterprise), revision=freeze(filing), chain=chain)
    return filing


def pass_on(filing: Filing, *officials: User) -> Filing:
    """Recommended by each of ``officials`` in turn."""
    for official in officials:
        transition(filing, Action.RECOMMEND, official)
    return filing


def resubmit(filing: Filing, **content: str) -> Revision:
    """The enterprise answers every comment and hands in a new version."""
    now = timezone.now()
    filing.comments.filter(answer="").update(answer="已更正，详见佐证材料。", answered_at=now)
    revision = freeze(filing, **content)
    transition(
        filing,
        Action.RESUBMIT,
        owner_of(filing.enterprise),
        revision=revision,
        at=now + dt.timedelta(seconds=1),
    )
    return revision

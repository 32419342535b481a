"""What an enterprise that holds a title may still change by itself (M3.2).

This room does not know filings; whoever does answers ``signals.open_filing_asked``.
"""

from enterprises.models import Certification, Enterprise
from enterprises.services.certifications import standing_title
from enterprises.signals import open_filing_asked

# Where one reaches the enterprise: right at any time.
CONTACT = frozenset(
    {"contact_name", "contact_mobile", "contact_phone", "fax", "email", "address", "postcode"}
)


class ContentLocked(Exception):
    """Figures, product and lists of a certified enterprise change by 【信息更新】, or in an open filing."""

    def __init__(self, title: Certification) -> None:
        super().__init__(words_of(title))


def words_of(title: Certification) -> str:
    """Why ``title`` locks what the enterprise keeps, and how it can be changed all the same."""
    return (
        f"本企业持有{title.get_tier_display()}称号（有效期至{title.valid_until:%Y-%m-%d}），取得称号后通过信息更新修改"
        "年度经营数据、主导产品、知识产权和奖励资质；有可以填写的申报时，申报期间也可以修改。"
    )


def title_that_locks(enterprise: Enterprise) -> Certification | None:
    """The title that locks what ``enterprise`` keeps; none while it has an open filing. One query without a title."""
    title = standing_title(enterprise)
    if title is None:
        return None
    answers = open_filing_asked.send(sender=Enterprise, enterprise=enterprise)
    return None if any(is_open for _receiver, is_open in answers) else title


def refuse_locked(enterprise: Enterprise) -> None:
    """Called under the enterprise's lock, before anything it keeps is changed outside a filing.

    Raises:
        ContentLocked: it holds a title and has no open filing.
    """
    title = title_that_locks(enterprise)
    if title:
        raise ContentLocked(title)

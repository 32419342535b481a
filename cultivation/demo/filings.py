"""Filings of the demonstration, taken through the platform's own services to every stage."""

import datetime as dt
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from cultivation.demo import MIXED_INDUSTRY, credit_code
from cultivation.demo.assessments import STRONGEST, assess
from cultivation.demo.notices import create_notices
from cultivation.demo.people import Enterprises, Person, create_natural_person, create_officials
from cultivation.demo.provincial import create_provincial_standard
from cultivation.demo.records import fill_in, fill_in_half
from declarations.dossier.checklist import checklist
from declarations.dossier.loading import load
from declarations.enums import Action, FilingKind
from declarations.models import Batch, Filing, Window
from declarations.sections.storing import save_section
from declarations.services.attaching import attach
from declarations.services.batches import add_filings, certify, publicise
from declarations.services.filings import start_filing
from declarations.services.review import Remark, review
from declarations.services.submission import submit
from declarations.workflow import transition
from enterprises.enums import AuthorityLevel, Tier
from enterprises.kit.times.dates import last_day
from enterprises.models import Authority, User
from enterprises.services.products import save_product
from enterprises.services.profile import save_profile

_MIDNIGHT = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
_CHANNEL = (
    "广东省中小企业主管部门（演示）\n电话：020-00000000　邮箱：objection@example.com\n地址：广州市示例路1号"
)


class Calendar:
    """The demonstration's days, counted back from today."""

    def __init__(self) -> None:
        self.today = timezone.localtime().replace(**_MIDNIGHT)

    def ago(self, days: int, hour: int = 10) -> dt.datetime:
        return self.today - dt.timedelta(days=days) + dt.timedelta(hours=hour)


@transaction.atomic
def build_demonstration() -> bool:
    """Create everything, once. Returns whether it was created now."""
    if User.objects.filter(username="county").exists():
        return False
    # In a demonstration nobody waits a week: the province publicises as briefly as it likes.
    Authority.objects.filter(code__in=["440000", "440300", "430000"]).update(publicity_days=0)
    calendar = Calendar()
    windows = create_windows(calendar)
    Stages(calendar, windows, create_officials(), Enterprises()).build()
    create_natural_person()
    create_provincial_standard()
    create_notices()
    return True


def create_windows(calendar: Calendar) -> dict[str, Window]:
    """创新型 windows, by the code of the authority that opened them: two open ones, one that has ended."""
    opened = {}
    for code, closes in (("440000", 90), ("440300", 60), ("430000", -1)):
        authority = Authority.objects.get(code=code)
        opens_at = calendar.ago(60, hour=0)
        opened[code] = Window.objects.create(
            authority=authority,
            kind=FilingKind.DECLARATION,
            tier=Tier.INNOVATIVE,
            # At the turn of the year the window that is open is last year's.
            year=opens_at.year,
            name=f"{authority.region.name}{opens_at.year}年创新型中小企业申报",
            standard="R2022-INNOVATIVE",
            final_level=AuthorityLevel.PROVINCE,
            opens_at=opens_at,
            closes_at=calendar.today + dt.timedelta(days=closes),
        )
    return opened


def one_page_pdf(text: str) -> bytes:
    """A small but complete PDF with a line of Latin text: evidence that says it is made up."""
    stream = f"BT /F1 18 Tf 72 720 Td ({text}) Tj ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))
    return out + head + table + tail


class Stages:
    """Takes enterprises through the workflow, each to where the demonstration wants it."""

    def __init__(
        self,
        calendar: Calendar,
        windows: dict[str, Window],
        officials: dict[str, User],
        enterprises: Enterprises,
    ) -> None:
        self.calendar = calendar
        self.windows = windows
        self.officials = officials
        self.enterprises = enterprises

    def build(self) -> None:
        # The first three are those whose logins are printed.
        fill_in(self.enterprises.create().enterprise, self.calendar.today.date())
        self.returned()
        self.certified()
        for _ in range(4):
            self.at_county()
        for _ in range(2):
            self.at_city()
        for _ in range(3):
            self.at_province()
        self.rejected()
        for _ in range(2):
            self.approved()
        self.publicised(3, days_ago=8, batch="第二批创新型中小企业")
        self.publicised(2, days_ago=2, batch="第三批创新型中小企业")
        self.at_county("440103", "440000")
        for _ in range(2):
            self.at_county("440305", "440300")
        self.at_county("430104", "430000", days_ago=20)
        self.of_other_industries()

    def submitted(
        self, region: str = "440106", window: str = "440000", days_ago: int = 12
    ) -> tuple[Person, Filing]:
        """A new enterprise's filing, filled in and submitted ``days_ago``."""
        person = self.enterprises.create(region)
        at = self.calendar.ago(days_ago)
        # A few have tried before, and got better.
        for days_before, weaker in ((200, 1), (5, 0)) if self.enterprises.count % 3 == 0 else ((5, 0),):
            strength = max(0, self.enterprises.count * 7 % (STRONGEST + 1) - weaker)
            assess(person, strength, self.calendar.ago(days_ago + days_before))
        filing, _ = start_filing(person.enterprise, self.windows[window], person.user, at=at)
        save_section(filing, "direct", {}, at=at)
        save_product(person.enterprise.pk, _PRODUCT, version=0)
        save_section(filing, "product", _ANSWERS, at=at)
        for item in checklist(load(filing, at.date())):
            if item.required:
                file = SimpleUploadedFile(f"{item.title}.pdf", one_page_pdf(f"Demonstration: {item.key}"))
                attach(filing, item.key, file, person.user, at=at)
        submit(filing, person.user, pledge=True, at=at + dt.timedelta(minutes=42))
        return person, filing

    def of_other_industries(self) -> None:
        """Software firms that were assessed, and a service firm that has to confirm its category first."""
        for strength in range(STRONGEST):
            person = self.enterprises.create()
            self._move(person, "65", "6513")
            assess(person, strength, self.calendar.ago(10 + strength))
        self._move(self.enterprises.create(number=MIXED_INDUSTRY), "72", "")

    @staticmethod
    def _move(person: Person, industry: str, industry_class: str) -> None:
        enterprise = person.enterprise
        changes = {"industry_id": industry, "industry_class": industry_class}
        person.enterprise = save_profile(enterprise.pk, changes, version=enterprise.version)

    def step(
        self,
        filing: Filing,
        action: Action,
        official: str,
        days_ago: int,
        comment: str = "",
        internal: str = "",
    ) -> None:
        at = self.calendar.ago(days_ago, hour=15)
        transition(filing, action, self.officials[official], comment=comment, internal=internal, at=at)

    def at_county(self, region: str = "440106", window: str = "440000", days_ago: int = 3) -> None:
        self.submitted(region, window, days_ago)

    def at_city(self, days_ago: int = 9) -> Filing:
        _, filing = self.submitted(days_ago=days_ago)
        self.step(filing, Action.RECOMMEND, "county", days_ago - 1, internal="材料齐全，数据与审计报告一致。")
        return filing

    def at_province(self, days_ago: int = 14) -> Filing:
        filing = self.at_city(days_ago)
        self.step(filing, Action.RECOMMEND, "city", days_ago - 2, internal="同意推荐。")
        return filing

    def approved(self, days_ago: int = 16) -> Filing:
        filing = self.at_province(days_ago)
        self.step(filing, Action.APPROVE, "province", days_ago - 4)
        return filing

    def rejected(self) -> None:
        filing = self.at_province(15)
        self.step(filing, Action.REJECT, "province", 10, "主营业务收入与审计报告不一致，且未能说明原因。")

    def returned(self) -> None:
        person, filing = self.submitted(days_ago=5)
        fill_in_half(person.enterprise, self.calendar.today.date())
        review(
            filing,
            Action.RETURN,
            self.officials["county"],
            "审计报告扫描件不清晰，主导产品说明过于简单，请修改。",
            [
                Remark("product", "请说明产品在产业链中的位置。", "description"),
                Remark(
                    "evidence", "审计报告第3至5页看不清，请重新扫描上传。", f"audit_{filing.window.year - 1}"
                ),
            ],
        )

    def publicised(self, count: int, *, days_ago: int, batch: str) -> Batch:
        """A batch of approved filings whose publicity of a week began ``days_ago``."""
        filings = [self.approved(days_ago + 12) for _ in range(count)]
        province = self.officials["province"]
        made = Batch.objects.create(
            name=f"广东省{self.windows['440000'].year}年{batch}（演示）",
            tier=Tier.INNOVATIVE,
            authority=province.authority,
            created_at=self.calendar.ago(days_ago + 1),
        )
        add_filings(made, filings, province)
        starts = self.calendar.ago(days_ago, hour=9)
        publicise(
            made,
            province,
            starts_at=starts,
            ends_at=self.calendar.ago(days_ago - 7, hour=0),
            objection_channel=_CHANNEL,
            at=starts,
        )
        return made

    def certified(self) -> None:
        """One batch all the way, certified a month ago."""
        batch = self.publicised(3, days_ago=38, batch="第一批创新型中小企业")
        # Before the title: afterwards what an enterprise keeps is locked.
        fill_in(
            batch.filings.get(enterprise__credit_code=credit_code(3)).enterprise, self.calendar.today.date()
        )
        day = self.calendar.ago(30).date()
        certify(
            batch,
            self.officials["province"],
            document_number=f"粤演示认〔{day.year}〕1号",
            certified_on=day,
            valid_from=day,
            valid_until=last_day(day, 3),
            at=self.calendar.ago(30, hour=16),
        )


_PRODUCT = {"name": "高精度传动装置", "in_strategic_emerging": True, "segment_years": Decimal(8)}
_ANSWERS = {
    "description": "面向数控机床和工业机器人的高精度传动装置，用于替代进口，已在多家整机企业批量使用。（演示内容）",
    "strategic_code": "2.1.3",
}

"""A country of generated enterprises, filings, certifications and notices for the bench.

The same seed gives the same content each time (row ids excepted). Rows are written past the services, but what was
submitted is copied from filings that the services made (the demonstration's), so that every page can show it.
"""

import datetime as dt
import json
import random
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from stdnum.cn import uscc

from declarations.enums import Action, BatchState, FilingKind, FilingState
from declarations.models import Batch, Filing, FilingEvent, Revision, Window
from enterprises.enums import AccountKind, AuthorityLevel, CertificationState, EnterpriseSize, Tier
from enterprises.models import Authority, Certification, Enterprise, Industry, User, YearlyFigures
from notices.enums import MessageKind, NoticeKind, NoticeLevel
from notices.models import Message, Notice

SEED = 20261123
ENTERPRISES = 20_000
NOTICES = 5_000
# The county whose inbox is measured, and how many enterprises it has beside the ones chance gives it.
HOME_COUNTY = "440106"
HOME_ENTERPRISES = 600
STANDARD = "R2022-INNOVATIVE"

_BRANDS = "华中新安信达恒远正大鼎盛科瑞德润丰源博泰宏宇天成海纳明诚嘉禾卓越智联"
_TRADES = (
    "精密机械 自动化设备 电子材料 生物医药 信息技术 新能源科技 环保工程 汽车零部件 光电科技 新材料 "
    "仪器仪表 食品科技 纺织服饰 软件开发 医疗器械 智能装备 化工 模具 包装材料 检测技术"
).split()
_SENTENCE = (
    "各县（市、区）主管部门要认真组织，按照规定的条件和程序做好审核推荐工作，确保材料真实、准确、完整。"
)
_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
# State and how many of a hundred enterprises have a filing in it; the rest have none.
_STATES = [
    (FilingState.DRAFT, 15),
    (FilingState.IN_REVIEW, 30),
    (FilingState.RETURNED, 8),
    (FilingState.APPROVED, 7),
    (FilingState.PUBLICITY, 6),
    (FilingState.COMPLETED, 16),
    (FilingState.REJECTED, 5),
    (FilingState.WITHDRAWN, 3),
    (FilingState.LAPSED, 2),
    (None, 8),
]
_HOME_STATES = [
    (FilingState.IN_REVIEW, 70),
    (FilingState.RETURNED, 10),
    (FilingState.COMPLETED, 10),
    (None, 10),
]
_CHUNK = 1_000


class Population:
    """One run of the generator: the dice, the places, and the rows others refer to."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)
        self.now = timezone.now().replace(microsecond=0)
        self.authorities = {
            row.code: row for row in Authority.objects.select_related("region").order_by("path")
        }
        self.home = self.authorities[HOME_COUNTY]
        parents = {row.parent_id for row in self.authorities.values()}
        self.leaves = [row for row in self.authorities.values() if row.pk not in parents and row.region_id]
        self.provinces = [row for row in self.authorities.values() if row.level == AuthorityLevel.PROVINCE]
        self.divisions = list(
            Industry.objects.filter(level="division").order_by("code").values_list("code", flat=True)
        )
        self.templates = list(
            Revision.objects.filter(standard=STANDARD, filing__kind=FilingKind.DECLARATION)
            .select_related("filing__enterprise")
            .order_by("created_at", "pk")[:20]
        )
        if not self.templates:
            raise LookupError("Nothing was submitted yet that could be copied: load the demonstration first.")
        self.copied: dict[object, Revision] = {}
        # How many filings each enterprise has begun, for they are numbered.
        self.begun: dict[object, int] = {}
        self.asked = self.templates[0].filing.checklist

    @transaction.atomic
    def write(self) -> None:
        """Write everything, or nothing."""
        notices = self._notices()
        windows = {province.code: self._window(province) for province in self.provinces}
        batches = self._batches(notices)
        enterprises = _saved(Enterprise, self._enterprises())
        _saved(YearlyFigures, (row for enterprise in enterprises for row in self._figures(enterprise)))
        users = _saved(User, (self._user(enterprise) for enterprise in enterprises))
        _saved(Message, (self._message(enterprise, 0) for enterprise in enterprises))
        self._filings(enterprises, users, windows, batches)

    # --- Notices
    def _notices(self) -> list[Notice]:
        ministry = next(row for row in self.authorities.values() if row.level == AuthorityLevel.MINISTRY)
        rows = []
        for number in range(NOTICES):
            central = number % 5 < 2
            authority = ministry if central else self.dice.choice(self.provinces)
            kind = self.dice.choice(list(NoticeKind))
            rows.append(
                Notice(
                    level=NoticeLevel.MINISTRY if central else NoticeLevel.PROVINCE,
                    kind=kind,
                    authority=authority,
                    title=f"{authority.name}关于{2023 + number % 4}年第{number}号中小企业梯度培育工作的{kind.label}",
                    body="".join(f"<p>{_SENTENCE * self.dice.randint(2, 4)}</p>" for _ in range(5)),
                    published_at=self.now - dt.timedelta(minutes=self.dice.randrange(60, 3 * 365 * 24 * 60)),
                )
            )
        return _saved(Notice, rows)

    # --- Windows and batches, one of each province
    def _window(self, province: Authority) -> Window:
        """The province's window, open for as long as the data is kept and measured again."""
        what = {"authority": province, "kind": FilingKind.DECLARATION, "tier": Tier.INNOVATIVE}
        closes = self.now + dt.timedelta(days=3650)
        standing = Window.objects.filter(**what, closes_at__gt=self.now).order_by("opens_at").first()
        if standing:
            standing.closes_at = closes
            standing.save(update_fields=["closes_at"])
            return standing
        return Window.objects.create(
            **what,
            year=self.now.year,
            name=f"{province.name}创新型中小企业申报",
            standard=STANDARD,
            final_level=AuthorityLevel.PROVINCE,
            opens_at=self.now - dt.timedelta(days=200),
            closes_at=closes,
        )

    def _batches(self, notices: list[Notice]) -> dict[tuple[str, str], Batch]:
        """By state and province code: one batch in publicity, one certified."""
        spare = iter(notices)
        rows = {}
        for province in self.provinces:
            for state in (BatchState.PUBLICITY, BatchState.CERTIFIED):
                certified = state == BatchState.CERTIFIED
                today = self.now.date()
                rows[state, province.code] = Batch(
                    name=f"{province.name}第{len(rows) + 1}批",
                    tier=Tier.INNOVATIVE,
                    authority=province,
                    state=state,
                    publicity_starts_at=self.now - dt.timedelta(days=40),
                    publicity_ends_at=self.now - dt.timedelta(days=30),
                    objection_channel="以实名书面形式向本部门反映。",
                    publicity_notice=next(spare),
                    document_number=f"企业〔{self.now.year}〕{len(rows) + 1}号" if certified else "",
                    certified_on=today if certified else None,
                    valid_from=today if certified else None,
                    valid_until=today + dt.timedelta(days=3 * 365) if certified else None,
                    announcement=next(spare) if certified else None,
                )
        _saved(Batch, rows.values())
        return rows

    # --- Enterprises
    def _enterprises(self) -> Iterator[Enterprise]:
        for serial in range(ENTERPRISES):
            authority = self.home if serial < HOME_ENTERPRISES else self.dice.choice(self.leaves)
            brand = "".join(self.dice.sample(_BRANDS, 2))
            yield Enterprise(
                name=f"{authority.region.name}{brand}{self.dice.choice(_TRADES)}有限公司",
                credit_code=credit_code(authority.region_id, serial),
                region_id=authority.region_id,
                authority=authority,
                address=f"工业园区{self.dice.randint(1, 300)}号",
                postcode=f"{self.dice.randint(100_000, 699_999)}",
                legal_representative="王建国",
                legal_representative_phone="13900139000",
                controlling_shareholder="王建国",
                actual_controller="王建国",
                actual_controller_nationality="中国",
                contact_name="李经办",
                contact_mobile=f"138{serial:08d}",
                contact_phone="020-12345678",
                email=f"clerk{serial}@example.com",
                founded_on=dt.date(self.dice.randint(1998, 2022), self.dice.randint(1, 12), 1),
                registered_capital=Decimal(self.dice.randint(50, 20_000)),
                industry_id=self.dice.choice(self.divisions),
                size=self.dice.choice([EnterpriseSize.MEDIUM, EnterpriseSize.SMALL, EnterpriseSize.MICRO]),
                enterprise_type="private",
                listing_status="no_plan",
            )

    def _figures(self, enterprise: Enterprise) -> Iterator[YearlyFigures]:
        revenue = Decimal(self.dice.randint(50_000, 4_000_000)).scaleb(-2)
        employees = self.dice.randint(10, 600)
        for year in range(self.now.year - 3, self.now.year):
            revenue = (revenue * self.dice.randint(95, 135) / 100).quantize(Decimal("0.01"))
            yield YearlyFigures(
                enterprise=enterprise,
                year=year,
                employees=employees,
                rd_staff=employees * self.dice.randint(5, 40) // 100,
                revenue=revenue,
                main_revenue=(revenue * self.dice.randint(60, 99) / 100).quantize(Decimal("0.01")),
                rd_expense=(revenue * self.dice.randint(1, 12) / 100).quantize(Decimal("0.01")),
                net_profit=(revenue * self.dice.randint(-5, 20) / 100).quantize(Decimal("0.01")),
                total_assets=revenue * 2,
                total_liabilities=(revenue * self.dice.randint(20, 160) / 100).quantize(Decimal("0.01")),
                net_assets=revenue,
            )

    def _user(self, enterprise: Enterprise) -> User:
        return User(
            username=enterprise.credit_code,
            kind=AccountKind.LEGAL,
            full_name=enterprise.contact_name,
            phone=enterprise.contact_mobile,
            email=enterprise.email,
            enterprise=enterprise,
            password="!generated: nobody logs in with a password",
        )

    def _message(self, enterprise: Enterprise, number: int) -> Message:
        return Message(
            enterprise=enterprise,
            kind=MessageKind.DECLARATION,
            title=f"申报提醒（{number + 1}）",
            body="本年度创新型中小企业申报已经开始，请按时提交。",
            key=f"load:{enterprise.credit_code}:{number}",
            created_at=self.now - dt.timedelta(hours=number),
        )

    # --- Filings with what hangs on them
    def _filings(self, enterprises: list, users: list, windows: dict, batches: dict) -> None:
        filings, owners = [], []
        for serial, (enterprise, user) in enumerate(zip(enterprises, users, strict=True)):
            states = _HOME_STATES if serial < HOME_ENTERPRISES else _STATES
            state = self.dice.choices([s for s, _ in states], [weight for _, weight in states])[0]
            # The first enterprise is the one whose front page and form are measured.
            state = FilingState.DRAFT if serial == 0 else state
            if state is not None:
                filings.append(self._filing(enterprise, state, serial < HOME_ENTERPRISES, windows, batches))
                owners.append(user)
        _saved(Message, (self._message(enterprises[0], number) for number in range(1, 30)))
        _saved(Filing, filings)
        submitted = [(f, u) for f, u in zip(filings, owners, strict=True) if f.submitted_at]
        # A revision is large: a chunk is written and forgotten.
        for start in range(0, len(submitted), _CHUNK):
            chunk = submitted[start : start + _CHUNK]
            revisions = _saved(Revision, (self._revision(filing, user) for filing, user in chunk))
            _saved(
                FilingEvent,
                (
                    event
                    for (filing, user), revision in zip(chunk, revisions, strict=True)
                    for event in self._events(filing, user, revision)
                ),
            )
        _saved(Certification, (self._certification(f) for f in filings if f.state == FilingState.COMPLETED))

    def _filing(
        self, enterprise: Enterprise, state: str, at_home: bool, windows: dict, batches: dict
    ) -> Filing:
        codes = enterprise.authority.lineage_codes()
        chain = [code for code in codes if self.authorities[code].level != AuthorityLevel.MINISTRY]
        province = self.authorities[chain[-1]]
        position = 0 if at_home else self.dice.randrange(len(chain))
        self.begun[enterprise.pk] = self.begun.get(enterprise.pk, 0) + 1
        filing = Filing(
            enterprise=enterprise,
            number=self.begun[enterprise.pk],
            kind=FilingKind.DECLARATION,
            tier=Tier.INNOVATIVE,
            window=windows[province.code],
            checklist=self.asked,
            state=state,
            created_at=self.now - dt.timedelta(days=self.dice.randint(40, 190)),
        )
        if state in (FilingState.DRAFT, FilingState.LAPSED):
            return filing
        filing.chain = chain
        filing.first_authority = self.authorities[chain[0]]
        filing.submitted_at = filing.created_at + dt.timedelta(minutes=self.dice.randrange(10, 50_000))
        template = self.dice.choice(self.templates)
        self.copied[filing.pk] = template
        filing.filed_name = enterprise.name
        filing.score = template.score
        if state == FilingState.IN_REVIEW:
            filing.current_authority = self.authorities[chain[position]]
        elif state == FilingState.RETURNED:
            filing.returned_by = self.authorities[chain[position]]
        elif state in (FilingState.APPROVED, FilingState.PUBLICITY):
            filing.current_authority = province
        elif state in (FilingState.COMPLETED, FilingState.REJECTED):
            filing.decided_at = filing.submitted_at + dt.timedelta(days=5)
        if state in (FilingState.PUBLICITY, FilingState.COMPLETED):
            batch_state = BatchState.PUBLICITY if state == FilingState.PUBLICITY else BatchState.CERTIFIED
            filing.batch = batches[batch_state, province.code]
        return filing

    def _revision(self, filing: Filing, user: User) -> Revision:
        template = self.copied[filing.pk]
        return Revision(
            filing=filing,
            number=1,
            content=_of_another(template.content, template.filing, filing),
            facts=template.facts,
            evaluation=template.evaluation,
            standard=template.standard,
            standard_version=template.standard_version,
            score=template.score,
            submitted_by=user,
            created_at=filing.submitted_at,
        )

    def _events(self, filing: Filing, user: User, revision: Revision) -> Iterator[FilingEvent]:
        """The submission, then one recommendation for each level passed."""
        yield FilingEvent(
            filing=filing,
            number=1,
            action=Action.SUBMIT,
            from_state=FilingState.DRAFT,
            to_state=FilingState.IN_REVIEW,
            to_authority=filing.first_authority,
            actor=user,
            revision=revision,
            at=filing.submitted_at,
        )
        reached = filing.current_authority or filing.returned_by
        last = filing.chain.index(reached.code) if reached else 0
        for step, (lower, upper) in enumerate(
            zip(filing.chain[:last], filing.chain[1 : last + 1], strict=True)
        ):
            yield FilingEvent(
                filing=filing,
                number=step + 2,
                action=Action.RECOMMEND,
                from_state=FilingState.IN_REVIEW,
                to_state=FilingState.IN_REVIEW,
                from_authority=self.authorities[lower],
                to_authority=self.authorities[upper],
                at=filing.submitted_at + dt.timedelta(days=step + 1),
            )

    def _certification(self, filing: Filing) -> Certification:
        return Certification(
            enterprise=filing.enterprise,
            tier=filing.tier,
            authority=filing.batch.authority,
            filing=filing,
            enterprise_name=filing.enterprise.name,
            document_number=filing.batch.document_number,
            certified_on=filing.batch.certified_on,
            valid_from=filing.batch.valid_from,
            valid_until=filing.batch.valid_until,
            state=self.dice.choices([CertificationState.VALID, CertificationState.CANCELLED], [95, 5])[0],
            code="".join(self.dice.choices(_CODE_ALPHABET, k=12)),
        )


def credit_code(region: str, serial: int) -> str:
    """A 统一社会信用代码 with both check digits right: of the organisation part (GB 11714) and of the whole (GB 32100)."""
    # The demonstration's codes begin with MA.
    organisation = f"MB{serial:06d}"
    total = sum(
        (int(character, 36)) * weight
        for character, weight in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    organisation += "0123456789X0"[11 - total % 11]
    body = f"91{region}{organisation}"
    return body + uscc.calc_check_digit(body)


def _of_another(content: dict, template: Filing, filing: Filing) -> dict:
    """The content of ``template`` as if ``filing``'s enterprise had filed it."""
    text = json.dumps(content, ensure_ascii=False)
    for old, new in (
        (template.enterprise.name, filing.enterprise.name),
        (template.enterprise.credit_code, filing.enterprise.credit_code),
        (str(template.pk), str(filing.pk)),
    ):
        text = text.replace(old, new)
    return json.loads(text)


def _saved(model, rows) -> list:
    return model.objects.bulk_create(rows, batch_size=_CHUNK)

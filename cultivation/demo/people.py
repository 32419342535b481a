"""Officials and invented enterprises of the demonstration."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from cultivation.demo import PASSWORD, credit_code
from enterprises.enums import AccountKind
from enterprises.models import Authority, Enterprise, Region, User
from enterprises.services.profile import save_profile
from enterprises.years import complete_years

OFFICIALS = [
    ("ministry", "000000", "周部级"),
    ("province", "440000", "郑省级"),
    ("city", "440100", "吴市级"),
    ("county", "440106", "孙区级"),
    ("county-liwan", "440103", "钱荔湾"),
    ("shenzhen", "440300", "冯深圳"),
    ("nanshan", "440305", "卫南山"),
    ("hunan", "430000", "蒋湖南"),
    ("changsha", "430100", "沈长沙"),
    ("yuelu", "430104", "韩岳麓"),
]
_TRADES = ["智能装备", "精密机械", "传动部件", "检测仪器", "数控设备", "阀门科技", "工业机器人", "泵业制造"]
_WORDS = ["云岫", "禾川", "启衡", "岚石", "澄江", "拓野", "朴工", "远岸", "星渚", "知微", "铸光", "青砺"]
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


@dataclass
class Person:
    """An enterprise of the demonstration with its account."""

    enterprise: Enterprise
    user: User


def create_officials() -> dict[str, User]:
    """Accounts of the offices along the demonstration's chains, by login name."""
    password = make_password(PASSWORD)
    authorities = {
        each.code: each for each in Authority.objects.filter(code__in=[code for _, code, _ in OFFICIALS])
    }
    return {
        name: User.objects.create_official(
            username=name,
            full_name=full_name,
            authority=authorities[code],
            password=password,
        )
        for name, code, full_name in OFFICIALS
    }


def create_natural_person() -> User:
    return User.objects.create(
        username="110105194912310021",
        kind=AccountKind.NATURAL,
        full_name="杨自然",
        phone="13800000000",
        email="person@example.com",
        password=make_password(PASSWORD),
    )


class Enterprises:
    """Makes enterprises one after the other; the n-th is always the same."""

    def __init__(self) -> None:
        self.password = make_password(PASSWORD)
        self.count = 0

    def create(self, region: str = "440106", *, number: int | None = None) -> Person:
        """The next enterprise, registered in ``region``, with complete basic information and three good years."""
        self.count += 1
        number = number or self.count
        place = Region.objects.get(pk=region)
        surname = _SURNAMES[number % len(_SURNAMES)]
        word, trade = _WORDS[number % len(_WORDS)], _TRADES[number % len(_TRADES)]
        enterprise = Enterprise.objects.create(
            name=f"{place.name.removesuffix('区')}{word}{trade}有限公司（演示）",
            credit_code=credit_code(number, region),
            legal_representative=f"{surname}立诚",
            contact_name=f"{surname}经办",
            contact_mobile=f"138{number:08d}",
            email=f"demo{number}@example.com",
        )
        user = User.objects.create(
            username=enterprise.credit_code,
            kind=AccountKind.LEGAL,
            full_name=enterprise.contact_name,
            phone=enterprise.contact_mobile,
            email=enterprise.email,
            enterprise=enterprise,
            password=self.password,
        )
        self._add_years(enterprise, number)
        self._add_rights(enterprise, number)
        enterprise = save_profile(
            enterprise.pk, self._profile(place, surname, number), version=enterprise.version
        )
        return Person(enterprise, user)

    @staticmethod
    def _profile(place: Region, surname: str, number: int) -> dict:
        return {
            "region_id": place.pk,
            "address": f"示例大道{number}号",
            "postcode": "510000",
            "legal_representative_phone": f"139{number:08d}",
            "controlling_shareholder": f"{surname}立诚",
            "actual_controller": f"{surname}立诚",
            "actual_controller_nationality": "中国",
            "contact_phone": f"020-{87650000 + number}",
            "founded_on": dt.date(2012 + number % 8, 1 + number % 12, 1 + number % 28),
            "registered_capital": Decimal(500 + 100 * (number % 30)),
            "industry_id": "34",
            "industry_class": "3421",
            "enterprise_type": "private",
            "listing_status": "no_plan",
        }

    @staticmethod
    def _add_years(enterprise: Enterprise, number: int) -> None:
        """Years in which revenue grows by 12 to 23 %, R&D takes 5 to 8 %, debts stand at 35 to 54 %.

        Three of them: a window opened before New Year asks for the two before the last.
        """
        growth = 1 + Decimal(12 + number % 12) / 100
        revenue = Decimal(2000 + 370 * (number % 11)) / growth
        for ago, year in enumerate(complete_years()):
            factor = growth ** (2 - ago)
            amount = (revenue * factor).quantize(Decimal("0.01"))
            assets = (amount * Decimal("1.2")).quantize(Decimal("0.01"))
            debts = (assets * Decimal(35 + number % 20) / 100).quantize(Decimal("0.01"))
            enterprise.figures.create(
                year=year,
                employees=60 + 7 * (number % 20),
                rd_staff=12 + number % 9,
                tech_staff=18 + number % 9,
                revenue=amount,
                main_revenue=(amount * Decimal("0.92")).quantize(Decimal("0.01")),
                rd_expense=(amount * Decimal(50 + number % 31) / 1000).quantize(Decimal("0.01")),
                total_cost=(amount * Decimal("0.88")).quantize(Decimal("0.01")),
                total_profit=(amount * Decimal("0.11")).quantize(Decimal("0.01")),
                net_profit=(amount * Decimal("0.09")).quantize(Decimal("0.01")),
                total_assets=assets,
                total_liabilities=debts,
                net_assets=assets - debts,
                taxes_paid=(amount * Decimal("0.05")).quantize(Decimal("0.01")),
            )

    @staticmethod
    def _add_rights(enterprise: Enterprise, number: int) -> None:
        enterprise.intellectual_property.create(
            kind="invention",
            number=f"ZL20201{number:07d}.1",
            name="一种演示用传动装置",
            granted_on=dt.date(2022, 3, 1 + number % 28),
            acquisition="own",
            owner_rank=1,
            produces_benefit=True,
        )
        enterprise.intellectual_property.create(
            kind="utility_model",
            number=f"ZL20212{number:07d}.2",
            name="一种演示用夹具",
            granted_on=dt.date(2021, 9, 1 + number % 28),
            acquisition="own",
            owner_rank=1,
            produces_benefit=True,
        )

"""企业基本信息: what the profile says; it is edited there."""

from django.urls import reverse

from declarations.dossier.loading import Dossier
from declarations.sections.base import Problem, Section
from declarations.words.blocks import Block, Row, money_text
from enterprises.completeness import missing_profile_fields


class BasicSection(Section):
    key = "basic"
    title = "企业基本信息"
    lead = "来自【企业信息】，在那里修改后这里随之更新。"
    page = "basic"

    def problems(self, dossier: Dossier) -> list[Problem]:
        profile = reverse("enterprises:profile_edit")
        found = [
            Problem(
                f"{self.title} · {label}", f"还没有填写{label}，请在企业信息中补充。", f"{profile}#id_{name}"
            )
            for name, label in missing_profile_fields(dossier.enterprise)
        ]
        authority = dossier.enterprise.authority
        if authority and not dossier.filing.window.authority.covers(authority):
            found.append(
                self.problem(
                    dossier,
                    "注册地",
                    f"注册地现在由{authority}审核，不在“{dossier.filing.window}”的范围内。请核对企业信息中的注册地。",
                )
            )
        return found

    def block(self, dossier: Dossier) -> Block:
        enterprise = dossier.enterprise
        latest = dossier.figures.get(dossier.year)
        staff = latest.employees if latest else None
        rows = [
            Row("企业名称", enterprise.name),
            Row("统一社会信用代码", enterprise.credit_code),
            Row("注册地", str(enterprise.region or "")),
            Row("审核部门", str(enterprise.authority or "")),
            Row("通讯地址", enterprise.address),
            Row("邮编", enterprise.postcode),
            Row("法定代表人", enterprise.legal_representative),
            Row("法定代表人手机", enterprise.legal_representative_phone),
            Row("联系人", enterprise.contact_name),
            Row("联系人手机", enterprise.contact_mobile),
            Row("联系电话", enterprise.contact_phone),
            Row("电子邮箱", enterprise.email),
            Row("注册时间", enterprise.founded_on.isoformat() if enterprise.founded_on else ""),
            Row("注册资本", money_text(enterprise.registered_capital), "万元"),
            Row("所属行业", str(enterprise.industry or "")),
            Row("行业小类代码", enterprise.industry_class),
            Row("企业规模", enterprise.get_size_display()),
            Row("企业类型", enterprise.get_enterprise_type_display()),
            Row("控股股东", enterprise.controlling_shareholder),
            Row("实际控制人", enterprise.actual_controller),
            Row(f"从业人员（{dossier.year}年末）", "" if staff is None else str(staff), "人"),
        ]
        return Block(self.key, self.title, rows=rows)

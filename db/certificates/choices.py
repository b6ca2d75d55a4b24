"""Settings of service certificates: the form of their numbers, the issuer and the names on them."""

from __future__ import annotations

from db.core.errors import UserError
from db.core.settings import Choice


def _check_number_form(value: str) -> None:
    if value.count("{次}") != 1:
        raise UserError("证明编号的写法里要有一个 {次}，如 〔{年}〕志证{次}号，编号才不会重复")


CERTIFICATE_NUMBER = Choice(
    "certificate_number",
    "证明编号",
    "〔{年}〕志证{次}号",
    "{年} 换成出具的年份，{次} 在每年里从 1 编起",
    group="志愿服务证明",
    check=_check_number_form,
)
CERTIFICATE_ISSUER = Choice(
    "certificate_issuer", "出具单位", "{社区}居民委员会", "{社区} 会换成街道和社区的名称", group="志愿服务证明"
)
CERTIFICATE_HEAD = Choice("certificate_head", "负责人", "", group="志愿服务证明")
CERTIFICATE_CLERK = Choice("certificate_clerk", "经办人", "", group="志愿服务证明")
CERTIFICATE_CONTACT = Choice("certificate_contact", "联系电话", "", "不填就用本单位登记的电话", group="志愿服务证明")
CHOICES = (
    CERTIFICATE_NUMBER,
    CERTIFICATE_ISSUER,
    CERTIFICATE_HEAD,
    CERTIFICATE_CLERK,
    CERTIFICATE_CONTACT,
)

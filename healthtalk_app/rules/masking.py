"""Masked values of protected identities (design §5): what everyone sees of a name, a telephone, an address.

Every function returns "" for nothing and otherwise a text that contains the mask character, so that a masked
value that comes back from a client is recognised; masking a masked value changes nothing. A clear value that
happens to contain the mask character is masked like any other.
"""

from __future__ import annotations

import re
import unicodedata

MASK = "*"
SHORTEST = 3

COMPOUND_SURNAMES = frozenset(
	"欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 "
	"公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 亓官 司寇 巫马 颛孙 漆雕 乐正 "
	"谷梁 拓跋 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 西门 第五 即墨 达奚 纳兰 完颜 "
	"歐陽 司馬 東方 諸葛 尉遲 公孫 長孫 聞人 鍾離 鮮于".split()
)
NAME_SEPARATORS = frozenset(" \u3000·•・.．-'’")

PHONE_SEPARATOR = re.compile(r"([,，;；/、|]\s*)")
COUNTRY_CODE = re.compile(r"^(?:\+|00)?86(?=1[3-9])")
MOBILE = re.compile(r"1[3-9]\d[\d*]{4}\d{4}")
LANDLINE = re.compile(r"(?P<area>010|02\d|0[3-9]\d\d)(?P<dash>-?)(?P<number>[\d*]{7,8})")

# Not the first character of an address, nor part of the name of a city or county (镇海区, 桐乡市).
TOWN = re.compile(r".+?(?:街道|苏木|[镇乡](?!.?[市县区]))", re.DOTALL)
DIGIT = re.compile(r"\d")
ADDRESS_HEAD = 6
ADDRESS_TAIL = MASK * 3


def is_masked(value: str | None) -> bool:
	"""Whether the value contains the mask character and so must never overwrite a clear one."""
	return MASK in (value or "")


def mask_name(value: str | None) -> str:
	"""Keeps the surname (two characters where it is compound) or the first letter and hides the rest.

	Spaces, dots and hyphens between the parts of a name stay. A single character is hidden.
	"""
	name = (value or "").strip()
	if len(name) < 2:
		return MASK if name else ""
	kept = 2 if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else 1
	hidden = "".join(c if c in NAME_SEPARATORS else MASK for c in name[kept:])
	return name[:kept] + hidden if MASK in hidden else MASK * len(name)


def mask_names(value: str | None) -> str:
	"""Several names divided by 、or a comma: each is masked by itself."""
	parts = PHONE_SEPARATOR.split((value or "").strip())
	return "".join(part if i % 2 else mask_name(part) for i, part in enumerate(parts))


def mask_phone(value: str | None) -> str:
	"""Keeps the first three and last four digits of a mobile, area code and last two digits of a landline.

	Of several numbers each is masked; of anything else the last two digits stay when there are seven or more.
	"""
	text = unicodedata.normalize("NFKC", value or "").strip()
	if not text:
		return ""
	parts = PHONE_SEPARATOR.split(text)
	masked = "".join(part if i % 2 else _mask_number(part) for i, part in enumerate(parts))
	return masked if MASK in masked else MASK * SHORTEST


def mask_id_number(value: str | None) -> str:
	"""Keeps only the first and the last character: those between tell the county and the birthday.

	A number of fewer than eight characters is hidden altogether.
	"""
	number = "".join(unicodedata.normalize("NFKC", value or "").split())
	if len(number) < 8:
		return MASK * max(len(number), SHORTEST) if number else ""
	return number[0] + MASK * (len(number) - 2) + number[-1]


def mask_address(value: str | None) -> str:
	"""Keeps an address up to its town or subdistrict (镇, 乡, 街道), where no digit comes before that.

	Otherwise keeps the first six characters, ending before the first digit, and always hides the last three.
	A masked address stays as it is: where hiding the end leaves a town at last, the rest is hidden too.
	"""
	address = (value or "").strip()
	while (masked := _mask_address(address)) != address:
		address = masked
	return address


def mask_email(value: str | None) -> str:
	"""Keeps the first letter before the @ and the last part of the domain: z***@***.cn."""
	address = (value or "").strip()
	if not address:
		return ""
	name, _at, domain = address.rpartition("@")
	end = domain.rpartition(".")[2] if "." in domain else MASK * SHORTEST
	return f"{name[:1].strip(MASK)}{MASK * SHORTEST}@{MASK * SHORTEST}.{end}"


def _mask_address(address: str) -> str:
	if not address:
		return ""
	digit = DIGIT.search(address)
	numbered_from = digit.start() if digit else len(address)
	town = TOWN.match(address)
	if town and town.end() <= numbered_from:
		return town.group() + ADDRESS_TAIL
	kept = min(ADDRESS_HEAD, len(address) - len(ADDRESS_TAIL), numbered_from)
	return address[: max(kept, 0)] + ADDRESS_TAIL


def _mask_number(text: str) -> str:
	if not text:
		return ""
	compact = COUNTRY_CODE.sub("", re.sub(r"[^\d*+-]", "", text).replace("-", ""))
	if MOBILE.fullmatch(compact):
		return compact[:3] + MASK * 4 + compact[7:]
	if landline := LANDLINE.fullmatch(re.sub(r"[^\d*-]", "", text)):
		area, dash, number = landline.group("area", "dash", "number")
		return area + dash + MASK * (len(number) - 2) + number[-2:]
	if len(compact) < 7:
		return MASK * max(len(compact), SHORTEST)
	return MASK * (len(compact) - 2) + compact[-2:]

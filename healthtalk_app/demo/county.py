"""The invented county 青岚县: its units, accounts and places. No such county exists, nor its people."""

from __future__ import annotations

from dataclasses import dataclass, field

NAME = "青岚县"
BUREAU = "QL"
PARTY = "QL-DW"
OUTSIDE = "QL-YB"
EMAIL_DOMAIN = "qinglan.example"
# The demo's accounts only: `setup` never makes an account, and no other command knows this word.
PASSWORD = "Qinglan-Shuoshi-2026"


@dataclass(frozen=True)
class Unit:
	"""A Health Unit of the county. `speciality` says which texts fit it."""

	code: str
	name: str
	short: str
	kind: str
	parent: str | None = BUREAU
	speciality: str = "care"
	town: str = "城关"
	has_account: bool = True
	# days before today on which the unit closed, and who took its work over
	closed_days_ago: int = 0
	successor: str | None = None


def _departments() -> list[Unit]:
	names = (
		("BGS", "办公室"),
		("YZ", "医政科"),
		("JK", "疾控科"),
		("FY", "妇幼科"),
		("CW", "财务科"),
		("ZH", "综合监督科"),
		("JC", "基层卫生科"),
		("RK", "人口家庭科"),
	)
	return [
		Unit(f"QL-{code}", f"{NAME}卫生健康局{name}", f"青{name[:2]}", "Department", speciality="bureau")
		for code, name in names
	]


GROUPS = (
	("QL-A", f"{NAME}第一医共体总院", "青一", ("望岚", "石泷", "芦汀", "云坞", "枫岙", "双桥")),
	("QL-B", f"{NAME}第二医共体总院", "青二", ("白鹭湾", "竹溪", "下塘", "梅坪", "青石", "杏坞")),
	("QL-C", f"{NAME}第三医共体总院", "青三", ("长堤", "槐荫", "南屏", "北渡", "沙洲", "松门")),
)


def _groups() -> list[Unit]:
	units = []
	for code, name, short, towns in GROUPS:
		units.append(Unit(code, name, short, "Group Headquarters", speciality="hospital"))
		for number, town in enumerate(towns, 1):
			units.append(Unit(f"{code}{number}", f"{name[:-2]}{town}分院", town, "Branch", code, town=town))
	return units


def units() -> list[Unit]:
	"""All units, superiors first."""
	return [
		Unit(BUREAU, f"{NAME}卫生健康局", "青", "Bureau", None, "bureau"),
		Unit(PARTY, f"{NAME}卫生健康局机关党委", "青党", "Party Committee", speciality="bureau"),
		*_departments(),
		*_groups(),
		Unit(
			"QL-B7", f"{NAME}第二医共体上塘分院", "上塘", "Branch", "QL-B", "care", "上塘", True, 170, "QL-B3"
		),
		Unit("QL-CDC", f"{NAME}疾病预防控制中心", "青疾", "Public Health Unit", speciality="cdc"),
		Unit("QL-FB", f"{NAME}妇幼保健院", "青妇", "Public Health Unit", speciality="mch"),
		Unit("QL-JD", f"{NAME}卫生监督所", "青监", "Public Health Unit", speciality="supervision"),
		Unit("QL-XZ", f"{NAME}中心血站", "青血", "Public Health Unit", speciality="blood"),
		Unit("QL-JZ", f"{NAME}急救中心", "青急", "Public Health Unit", speciality="emergency"),
		Unit(
			"QL-JJ",
			f"{NAME}健康教育所",
			"青健",
			"Public Health Unit",
			BUREAU,
			"cdc",
			"城关",
			True,
			95,
			"QL-CDC",
		),
		Unit("QL-Z1", "望岚镇人民政府", "望岚镇", "Town", town="望岚", has_account=False),
		Unit("QL-Z2", "石泷镇人民政府", "石泷镇", "Town", town="石泷", has_account=False),
		Unit(OUTSIDE, f"{NAME}医疗保障局", "青医保", "Outside Department", has_account=False),
		Unit("QL-A1T", "望岚分院家庭医生第一团队", "望岚一队", "Team", "QL-A1", town="望岚"),
		Unit("QL-AT", "第一医共体糖尿病健康管理团队", "青一糖", "Team", "QL-A", "hospital"),
		Unit("QL-DWT", "卫健系统青年志愿服务队", "青志", "Team", PARTY, "care"),
	]


@dataclass(frozen=True)
class Account:
	"""A user who may log in to the demo."""

	login: str
	title: str
	unit: str
	roles: tuple[str, ...]
	profile: str | None = None
	# a duty that this person holds in the unit
	duty: str | None = None

	@property
	def user(self) -> str:
		return f"{self.login}@{EMAIL_DOMAIN}"


OFFICER, LEADER = "Unit Officer", "Unit Leader"
LIAISON, FIRST = "Liaison", "First Responsible Person"
ADMINISTRATOR = Account(
	"guanli", "局系统管理员", BUREAU, ("Healthtalk Administrator", "System Manager"), "系统管理员"
)
DISCIPLINE = Account("jijian", "局纪检干部", BUREAU, ("Discipline Officer",))
# who took a decision does not decide on the appeal against it
DISCIPLINE_LEADER = Account("jijian.fuzeren", "局纪检负责人", BUREAU, ("Discipline Officer",))
# printed with their password when the demo is ready
NAMED = (
	ADMINISTRATOR,
	Account("ju.jingban", "局信访经办", BUREAU, (OFFICER,), duty=LIAISON),
	Account("ju.lingdao", "局长", BUREAU, (LEADER,), duty=FIRST),
	Account("fenyuan.jingban", "望岚分院经办", "QL-A1", (OFFICER,), duty=LIAISON),
	Account("fenyuan.yuanzhang", "望岚分院院长", "QL-A1", (LEADER,), duty=FIRST),
	Account("zongyuan.jingban", "第一医共体总院经办", "QL-A", (OFFICER,), duty=LIAISON),
	Account("zongyuan.yuanzhang", "第一医共体总院院长", "QL-A", (LEADER,), duty=FIRST),
	Account("ducha", "局督导检查员", BUREAU, ("Inspector",)),
	DISCIPLINE,
	DISCIPLINE_LEADER,
	Account("kaohe", "局考核干部", BUREAU, ("Appraiser",)),
	Account("chakan", "局查看人员", BUREAU, ("Viewer",)),
)
# units whose head has an account; elsewhere the head of the unit above acts in the system
LED = ("QL-B", "QL-C", PARTY, "QL-CDC", "QL-FB", "QL-JD", "QL-XZ", "QL-JZ")
# departments that receive slips themselves; for the others the bureau's officer acts
STAFFED_DEPARTMENTS = ("QL-YZ", "QL-JK", "QL-ZH", "QL-RK")
# the head of this unit changed during the year: (days ago of the change, login of the one who came)
LEADER_CHANGE = ("QL-B", 180, "ql-b.xinren")
# this officer left and handed her work over: (unit, days ago, login of the one who came)
OFFICER_CHANGE = ("QL-A6", 80, "ql-a6.xinren")


def accounts() -> list[Account]:
	"""Every account of the county at the start of the year, named ones first."""
	held = {(account.unit, account.duty) for account in NAMED}
	found = list(NAMED)
	for unit in units():
		works = unit.kind not in ("Town", "Outside Department", "Team")
		if unit.kind == "Department" and unit.code not in STAFFED_DEPARTMENTS:
			works = False
		if works and (unit.code, LIAISON) not in held:
			found.append(
				Account(f"{unit.code.lower()}.jb", f"{unit.short}经办", unit.code, (OFFICER,), duty=LIAISON)
			)
		if unit.code in LED:
			found.append(
				Account(f"{unit.code.lower()}.fzr", f"{unit.short}负责人", unit.code, (LEADER,), duty=FIRST)
			)
	return found


@dataclass(frozen=True)
class Venue:
	"""A Talk Venue."""

	name: str
	kind: str
	unit: str
	more: dict[str, str] = field(default_factory=dict)


def venues() -> list[Venue]:
	"""Fixed studios, some mobile ones, and online groups with their prescribed names (H5)."""
	found = []
	for unit in units():
		if unit.kind in ("Branch", "Group Headquarters", "Public Health Unit", "Party Committee"):
			found.append(Venue(f"{unit.short}健康说事工作室", "Fixed Studio", unit.code))
		if unit.kind == "Branch" and unit.code.endswith(("2", "5")):
			found.append(Venue(f"{unit.short}流动工作室", "Mobile Studio", unit.code))
	group = "Online Service Group"
	found += [
		Venue("一院内分泌科服务群", group, "QL-A", {"department_name": "内分泌科", "platform": "WeChat"}),
		Venue("望岚家庭医生服务群", group, "QL-A1", {"department_name": "全科", "platform": "WeChat"}),
		Venue(
			"妇保院儿保医生服务群",
			group,
			"QL-FB",
			{"department_name": "儿童保健科", "doctor_name": "柳禾", "platform": "WeCom"},
		),
	]
	return found


SURNAMES = "赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹柏窦章苏潘葛范彭鲁韦马苗方俞任袁柳"
GIVEN = (
	"安柏辰墨冬帆谷禾恒嘉景静可岚澜黎霖凌梅宁沛琪清然若珊书舒棠庭汀婉闻希夏晓欣星修雅言砚一亦吟雨越云泽知竹卓"
)

"""Made-up names of inventors, examiners and companies, and numbers of cited documents."""

import random

from patentgpt_jax.corpus.samples.document import Cited, Person
from patentgpt_jax.corpus.samples.vocabulary import Term, terms

_LAST = [
    "Abbott",
    "Bauer",
    "Castillo",
    "Dvorak",
    "Eriksen",
    "Fontaine",
    "Grabowski",
    "Hartwell",
    "Ishida",
    "Jansen",
    "Kowalczyk",
    "Lindqvist",
    "Moreau",
    "Nakamura",
    "Okafor",
    "Petrov",
    "Quinlan",
    "Ramaswamy",
    "Schreiber",
    "Tanaka",
    "Ueda",
    "Vandenberg",
    "Whitcombe",
    "Yamaguchi",
    "Zimmer",
    "Choi",
    "Park",
    "Singh",
    "Rossi",
    "Novak",
    "Haddad",
    "Mbeki",
    "Svensson",
    "Delgado",
    "O'Rourke",
    "Fairbanks",
    "Holloway",
    "Brandt",
]
_FIRST = [
    "Alice",
    "Boris",
    "Claire",
    "Daniel",
    "Elena",
    "Frank",
    "Greta",
    "Hiroshi",
    "Ines",
    "Jonas",
    "Keiko",
    "Liam",
    "Maria",
    "Nils",
    "Olga",
    "Paulo",
    "Qing",
    "Rosa",
    "Stefan",
    "Tomoko",
    "Uwe",
    "Vera",
    "William",
    "Xenia",
    "Yusuf",
    "Zoe",
    "Andrew",
    "Bettina",
    "Carlos",
    "Dorothy",
    "Edwin",
]
_CITIES = (
    ("Dayton", "US"),
    ("Eindhoven", "NL"),
    ("Nagoya", "JP"),
    ("Stuttgart", "DE"),
    ("Tucson", "US"),
    ("Grenoble", "FR"),
    ("Daejeon", "KR"),
    ("Uppsala", "SE"),
    ("Albany", "US"),
    ("Bologna", "IT"),
    ("Boise", "US"),
    ("Leeds", "GB"),
    ("Hsinchu", "TW"),
    ("Raleigh", "US"),
)
_STEMS = [
    "Arvo",
    "Brel",
    "Cora",
    "Dyna",
    "Elma",
    "Fenn",
    "Geno",
    "Halo",
    "Inver",
    "Juno",
    "Kest",
    "Luma",
    "Meri",
    "Nord",
    "Orbi",
    "Pell",
    "Quar",
    "Rivo",
    "Soli",
    "Tern",
]
_ENDINGS = ["tec", "dyne", "san", "via", "lux", "mark", "form", "cell", "wave", "nova", "line", "max"]
_LEGAL = ("Inc.", "Corporation", "GmbH", "Ltd.", "Co., Ltd.", "AB", "S.p.A.", "LLC", "& Sons Ltd.")

_FAMILY_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = [
    "伟",
    "芳",
    "建国",
    "晓东",
    "丽华",
    "志强",
    "敏",
    "文博",
    "海燕",
    "俊杰",
    "思远",
    "明",
    "玉兰",
    "永刚",
    "佳怡",
    "国栋",
    "雪梅",
    "浩然",
    "春生",
    "倩",
]
CHINESE_PLACES = terms("""
江苏省苏州市|苏州; 广东省深圳市|深圳; 浙江省宁波市|宁波; 山东省青岛市|青岛; 湖北省武汉市|武汉
四川省成都市|成都
陕西省西安市|西安; 安徽省合肥市|合肥; 辽宁省大连市|大连; 福建省厦门市|厦门
""")
_CHINESE_STEMS = [
    "恒瑞",
    "华科",
    "天润",
    "鼎新",
    "东和",
    "博远",
    "中联达",
    "金泰",
    "蓝海",
    "正阳",
    "宏图",
    "凯创",
    "新源",
    "明德",
    "启航",
]
_CHINESE_KINDS = terms("""
Technology|科技; Machinery|机械; New Materials|新材料; Electronics|电子; Intelligent Equipment|智能装备
""")


def person(rng: random.Random) -> Person:
    """Somebody from somewhere."""
    return Person(rng.choice(_LAST), rng.choice(_FIRST), *rng.choice(_CITIES))


def company(rng: random.Random) -> tuple[str, str]:
    """A company and its city."""
    return f"{rng.choice(_STEMS)}{rng.choice(_ENDINGS)} {rng.choice(_LEGAL)}", rng.choice(_CITIES)[0]


def chinese_person(rng: random.Random) -> Person:
    """Somebody in China."""
    place = rng.choice(CHINESE_PLACES)
    return Person(rng.choice(_FAMILY_NAMES), rng.choice(_GIVEN), place.en, "CN")


def chinese_company(rng: random.Random) -> tuple[str, str]:
    """A company or university in China, and its place."""
    place: Term = rng.choice(CHINESE_PLACES)
    if rng.random() < 0.25:
        return f"{place.zh}{rng.choice(('大学', '理工大学', '工业大学', '农业大学'))}", place.en
    return f"{place.zh}{rng.choice(_CHINESE_STEMS)}{rng.choice(_CHINESE_KINDS).zh}有限公司", place.en


def cited_documents(rng: random.Random, before: int) -> tuple[Cited, ...]:
    """Some earlier patents, all published before the year `before`."""
    found = []
    for _ in range(rng.randint(2, 9)):
        year, month = rng.randint(before - 18, before - 3), rng.randint(1, 12)
        date = f"{year}{month:02d}00"
        name = rng.choice(_LAST) + rng.choice((" et al.", ""))
        if rng.random() < 0.7:
            number = str(4000000 + (year - 1976) * 110000 + rng.randint(0, 99999))
            found.append(Cited("US", number, "A" if year < 2001 else "B2", date, name))
        else:
            number = f"{year}-{rng.randint(1000, 350000)}"
            found.append(Cited(rng.choice(("JP", "KR", "DE")), number, "A", date))
    return tuple(found)

"""Attributes that other people's hubs state in columns of their own, in the words of our vocabulary.

Only what a cell says without doubt becomes a value: a "graduate" degree may be
a master's or a doctorate, so it stays unknown, and the cell stays beside the
persona as it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from curation.personas import Attribute
from curation.personas.attribute_occupations import MAX_NAME_WORDS, group_of
from curation.personas.attribute_places import region_of_place
from curation.sources.hub_cells import plain

Cells = Mapping[str, object]

_MAX_EVIDENCE_CHARS: Final = 200
_MAX_AGE_YEARS: Final = 130
_BAND_ENDS: Final = (
    (15, "0-14"),
    (25, "15-24"),
    (35, "25-34"),
    (45, "35-44"),
    (55, "45-54"),
    (65, "55-64"),
    (75, "65-74"),
)

_FEMALE: Final = "female woman f 女 女性 여 여자 여성 feminino mulher femme féminin femenino mujer महिला nữ"
_MALE: Final = "male man m 男 男性 남 남자 남성 masculino homem homme masculin masculino hombre पुरुष nam"
_GENDERS: Final = dict.fromkeys(_FEMALE.split(), "female") | dict.fromkeys(_MALE.split(), "male")

_NOT_WORKING: Final = (
    "not in workforce",
    "no occupation",
    "unemployed",
    "無職",
    "무직",
    "비경제활동",
    "sem ocupação",
    "sans emploi",
)
_RETIRED: Final = ("retired", "retiree", "退職", "은퇴", "aposentad", "retraité", "jubilad")
_STUDENTS: Final = ("student", "学生", "학생", "estudante", "étudiant", "estudiante")
_OCCUPATIONS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("not_working", _NOT_WORKING),
    ("retired", _RETIRED),
    ("armed_forces", ("armed forces", "membros das forças armadas")),
    ("managers", ("managers", "diretores e gerentes")),
    ("professionals", ("professionals", "profissionais das ciências")),
    ("technicians", ("technicians and associate professionals", "técnicos e profissionais de nível médio")),
    ("clerical", ("clerical support workers", "trabalhadores de apoio administrativo")),
    ("service_sales", ("service and sales workers", "services and sales workers", "trabalhadores dos serviços")),
    ("agriculture", ("skilled agricultural", "trabalhadores qualificados da agropecuária")),
    ("craft", ("craft and related trades workers", "trabalhadores qualificados, operários")),
    ("operators", ("plant and machine operators", "operadores de instalações e máquinas")),
    ("elementary", ("elementary occupations", "ocupações elementares")),
)
"""How the cell begins. The last ten are the major groups of ISCO-08, in English and as Brazil's census names them."""

_AMBIGUOUS: Final = (
    *("incomplet", "less than", "below", "without", "post-secondary", "post secondary", "graduate", "other", "unknown"),
    *("大学院", "대학원", "미상", "不詳"),
)
"""A cell with one of these may mean more than one level."""
_EDUCATION: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("doctoral", ("doctor", "phd", "ph.d", "doutorado", "doctorat")),
    ("master", ("master", "mestrado", "maestría", "maîtrise")),
    # Before the universities, whose names are within theirs in Korean and Japanese.
    ("vocational", ("associate", "vocational", "técnico", "短大", "短期大学", "高専", "専門学校", "전문대학")),
    ("bachelor", ("bachelor", "bacharelado", "licenciatura", "大学", "대학교")),
    ("secondary", ("high school", "9th 12th", "some college", "secondary", "ensino médio", "lycée", "bachillerato")),
    ("secondary", ("高校", "高等学校", "中学", "고등학교", "중학교")),
    ("primary", ("primary", "elementary", "ensino fundamental", "primaria", "小学校", "초등학교")),
    (
        "none",
        ("no schooling", "no formal education", "illiterate", "sem instrução", "sin escolaridad", "未就学", "무학"),
    ),
)
"""What stands within the cell; the highest level that was completed."""

_COUNTRIES: Final[Mapping[str, str]] = {
    "日本": "asia",
    "भारत": "asia",
    "대한민국": "asia",
    "한국": "asia",
    "việt nam": "asia",
    "republic of korea": "asia",
    "brasil": "latin_america_caribbean",
    "belgië": "europe",
    "belgique": "europe",
    "united states of america": "northern_america",
}
"""Names that the hubs have beside the English ones."""

_YEARS_OLD = re.compile(r"\b(\d{1,3})[- ]years?[- ]old\b")


def column_attributes(cells: Cells) -> dict[str, Attribute]:
    """Return what the columns sex, age, education_level, occupation and country say.

    Source:
        The columns of the Nemotron-Personas datasets, in all their locales.
    """
    readers: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
        ("gender", "sex", gender_of),
        ("age_band", "age", age_band_of),
        ("education", "education_level", education_of),
        ("occupation", "occupation", occupation_of),
        ("region", "country", region_of),
    )
    found: dict[str, Attribute] = {}
    for name, column, read in readers:
        cell = plain(cells.get(column))
        if cell and (value := read(cell)):
            found[name] = Attribute(value, f"{column}: {cell}"[:_MAX_EVIDENCE_CHARS])
    return found


def profile_attributes(cells: Cells) -> dict[str, Attribute]:
    """Return what the demographic section of a DeepPersona profile says of age, gender, region and work."""
    found: dict[str, Attribute] = {}
    for path, leaf in leaves(cells.get("Demographic Information")):
        value = _of_leaf(_folded(path[-1]), _folded(path[0]), leaf)
        if value is not None and value[0] not in found:
            found[value[0]] = Attribute(value[1], f"{' / '.join(path)}: {leaf}"[:_MAX_EVIDENCE_CHARS])
    return found


def leaves(value: object, path: tuple[str, ...] = (), *, max_depth: int = 6) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the texts within nested objects, each with the keys that lead to it; deeper ones are passed over."""
    if isinstance(value, dict) and len(path) < max_depth:
        for key, inner in value.items():
            yield from leaves(inner, (*path, plain(key) or "?"), max_depth=max_depth)
    elif path and (text := plain(value)):
        yield path, text


def _of_leaf(key: str, group: str, leaf: str) -> tuple[str, str] | None:
    """Return the attribute and the value that a leaf states, or None."""
    value: str | None = None
    if key == "country" and (value := region_of(leaf)):
        return "region", value
    if {key, group} & {"gender", "sex"} and (value := gender_of(leaf)):
        return "gender", value
    if group == "age" and (years := _YEARS_OLD.search(_folded(leaf))) and (value := age_band_of(years[1])):
        return "age_band", value
    if group in ("employment", "occupation") and _folded(leaf).startswith(_RETIRED):
        return "occupation", "retired"
    return None


def gender_of(cell: str) -> str | None:
    """Return the gender that a cell names."""
    return _GENDERS.get(_folded(cell))


def age_band_of(cell: str) -> str | None:
    """Return the band of an age in whole years."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= 3) or int(cell) > _MAX_AGE_YEARS:
        return None
    return next((band for end, band in _BAND_ENDS if int(cell) < end), "75+")


def education_of(cell: str) -> str | None:
    """Return the highest completed level that a cell names without doubt."""
    folded = _folded(cell).replace("high school graduate", "high school")
    if any(words in folded for words in _AMBIGUOUS):
        return None
    return next((level for level, names in _EDUCATION if any(words in folded for words in names)), None)


def occupation_of(cell: str) -> str | None:
    """Return the group that a cell begins with the name of, or whose last words are an occupation of it."""
    folded = _folded(cell)
    if folded in _STUDENTS:
        return "student"
    begun = next((group for group, names in _OCCUPATIONS if folded.startswith(names)), None)
    if begun is not None:
        return begun
    names = folded.replace("-", " ").split()[-MAX_NAME_WORDS:]
    known = (group_of(" ".join(names[start:])) for start in range(len(names)))
    return next((group for group in known if group is not None), None) or None


def region_of(cell: str) -> str | None:
    """Return the region of a country that a cell names."""
    return _COUNTRIES.get(_folded(cell)) or region_of_place(cell)


def _folded(cell: str) -> str:
    return cell.casefold().replace("_", " ").strip()

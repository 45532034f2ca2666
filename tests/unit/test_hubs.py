"""Files in the form of other people's hubs, with rows of our own writing, well-formed and hostile ones."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError
from curation.personas import VOCABULARY
from curation.services.licences import known_licence
from curation.sources import Record, Skipped, SkipReason, preview, read_personas, safe_preview
from curation.sources.hubs import ALL_TEXTS, HUBS, NO_HUB, hub_of_dataset, recognise

BEES = "A keeper of bees who counts the jars twice before each market"
ELITE = {
    "persona": BEES,
    "general domain (top 1 percent)": "Agriculture",
    "specific domain (top 1 percent)": "Apiculture",
    "general domain (top 0.1 percent)": "None",
    "specific domain (top 0.1 percent)": "None",
}
FINE = {"id": "<urn:uuid:0>", "persona": BEES, "labels": '["Bee Keeping", "Markets"]'}
CLUSTER = {
    "id": "7",
    "persona": BEES,
    "model_name_embeddings": "some/model",
    "embedding": [0.5, 0.25],
    "nn_indices": [3, 4],
    "nn_scores": [0.9, 0.8],
    "projection": [0.1, 0.2],
    "cluster_label": 12,
    "summary_label": '["Farming", "Insects"]',
}
NEMOTRON: dict[str, Any] = {
    "uuid": "0" * 32,
    "professional_persona": f"{BEES} for a living",
    "sports_persona": f"{BEES} and walks the hills",
    "arts_persona": f"{BEES} and carves spoons",
    "travel_persona": f"{BEES} and never leaves the valley",
    "culinary_persona": f"{BEES} and bakes with honey",
    "persona": BEES,
    "cultural_background": "long " * 200,
    "skills_and_expertise_list": "['weighing hives', 'selling honey']",
    "hobbies_and_interests_list": "carving, 'long walks'",
    "sex": "Female",
    "age": 43,
    "marital_status": "married_present",
    "education_level": "bachelors",
    "occupation": "bee_keeper_or_farmer",
    "city": "Springfield",
    "state": "VT",
    "zipcode": "05156",
    "country": "USA",
}
MPERSONA: dict[str, Any] = {
    "id": "ca-1",
    "persona": "Un apicultor que compta els pots dues vegades",
    "prompt": "Com peso un rusc?",
    "messages": [{"role": "user", "content": "Com peso un rusc?"}, {"role": "assistant", "content": "Amb una romana."}],
    "lang": "ca",
    "type": "seed",
    "theme": "nature",
    "parent_persona_id": "en-9",
    "source_text": "Of bees. " * 100,
}
TULU: dict[str, Any] = {
    "id": "personas_math_0",
    "prompt": "1 + 1?",
    "messages": MPERSONA["messages"],
    "input_persona": BEES,
}
PROFILE = {
    "Generated At": "2026-01-01 00:00:00",
    "Profile Index": 1,
    "Demographic Information": {
        "Age": {"Current": "43 years old", "Stage": "adult"},
        "Location": {"country": "Canada"},
        "Employment": {"Category": "Retired keeper of bees"},
        "Gender": {"Identity": "Female"},
    },
    "Summary": BEES,
}
SHAPES: dict[str, dict[str, Any]] = {
    "personahub": {"persona": BEES},
    "personahub-elite": ELITE,
    "personahub-tasks": {"input persona": BEES, "synthesized text": "x", "description": "npc"},
    "finepersonas": FINE,
    "finepersonas-clustering": CLUSTER,
    "nemotron": NEMOTRON,
    "mpersonas": MPERSONA,
    "tulu3-personas": TULU,
    "smoltalk": {"messages": MPERSONA["messages"], "source": "smol-rewrite"},
}


def written(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def parquet(path: Path, *rows: dict[str, Any]) -> Path:
    pq.write_table(pa.Table.from_pylist([*rows]), path)
    return path


def records(path: Path, **options: Any) -> list[Record]:  # noqa: ANN401
    found = [*read_personas(path, **options)]
    assert all(isinstance(row, Record) for row in found), found
    return [row for row in found if isinstance(row, Record)]


def values(record: Record) -> dict[str, str]:
    return {name: found.value for name, found in record.attributes.items()}


@pytest.mark.parametrize("name", SHAPES)
def test_each_hub_is_known_by_its_columns_in_jsonl_and_parquet(name: str, tmp_path: Path) -> None:
    assert safe_preview(written(tmp_path / "a.jsonl", SHAPES[name])).hub == name
    assert safe_preview(parquet(tmp_path / "a.parquet", SHAPES[name])).hub == name


@pytest.mark.parametrize(
    "columns",
    [
        ["text"],
        ["persona", "age"],
        ["id", "persona"],
        ["messages"],
        ["messages", "source", "id"],
        ["uuid", "persona"],
        [],
    ],
)
def test_a_file_of_other_columns_is_no_hub(columns: Sequence[str]) -> None:
    assert recognise(columns) is None


def test_every_licence_of_a_hub_is_one_that_is_known() -> None:
    assert [known_licence(hub.licence) for hub in HUBS if hub.licence] == [hub.licence for hub in HUBS if hub.licence]
    assert len({hub.name for hub in HUBS}) == len(HUBS)


@pytest.mark.parametrize(
    ("dataset", "licence"),
    [
        ("argilla/FinePersonas-v0.1", "llama3"),
        ("argilla/FinePersonas-v0.1-clustering-100k", "llama3"),
        ("proj-persona/PersonaHub", "CC-BY-NC-SA-4.0"),
        ("nvidia/Nemotron-Personas-Japan", "CC-BY-4.0"),
        ("allenai/tulu-3-sft-personas-math", "ODC-BY-1.0"),
        ("HuggingFaceTB/smoltalk", "Apache-2.0"),
        ("BSC-LT/m-personas", "Apache-2.0"),
    ],
)
def test_a_dataset_has_the_licence_of_its_hub(dataset: str, licence: str) -> None:
    hub = hub_of_dataset(dataset)
    assert hub is not None
    assert hub.licence == licence
    assert hub_of_dataset("somebody/else") is None


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize(
    "labels",
    ['["Bee Keeping", "Markets"]', ["Bee Keeping", "Markets"], "['Bee Keeping', 'Markets']", "Bee Keeping, Markets"],
)
def test_labels_are_a_list_in_whatever_writing(kind: str, labels: object, tmp_path: Path) -> None:
    write = written if kind == "jsonl" else parquet
    (record,) = records(write(tmp_path / f"a.{kind}", {**FINE, "labels": labels}))
    assert record == Record(1, BEES, {"id": "<urn:uuid:0>", "labels": "Bee Keeping; Markets"})


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ('["cut off', '["cut off'),
        ("[" * 50_000, None),
        ("[" * 9_000, None),
        ("[1, {}, [2], null, true]", "1; yes"),
        ('{"a": 1}', '{"a": 1}'),
        ({"a": ["b"]}, None),
        (7, None),
        (None, None),
        ("[__import__('os').system('x')]", "os; x"),
        ("['it\\'s', \"a \\\\d\", 'x", "it's; a \\d"),
        ("['" + "x" * 600 + "']", None),
        ([f"label {n}" for n in range(500)], "label 0; label 1"),
        ("", None),
        ("[" + "9" * 5_000 + "]", None),
    ],
)
def test_labels_that_are_no_list_cost_no_row_and_no_more_than_they_are_worth(
    labels: object, kept: str | None, tmp_path: Path
) -> None:
    (record,) = records(written(tmp_path / "a.jsonl", {**FINE, "labels": labels}))
    said = record.extra.get("labels")
    if kept is None:
        assert said is None or len(said) <= 500
    else:
        assert said is not None
        assert said.startswith(kept.lstrip('["') if "cut" in kept else kept)


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_the_clustering_set_keeps_its_labels_and_leaves_its_vectors(kind: str, tmp_path: Path) -> None:
    write = written if kind == "jsonl" else parquet
    (record,) = records(write(tmp_path / f"a.{kind}", CLUSTER))
    assert record.extra == {
        "id": "7",
        "model_name_embeddings": "some/model",
        "cluster_label": "12",
        "summary_label": "Farming; Insects",
    }


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_nemotron_columns_give_attributes_with_the_cell_as_evidence(kind: str, tmp_path: Path) -> None:
    write = written if kind == "jsonl" else parquet
    (record,) = records(write(tmp_path / f"a.{kind}", NEMOTRON))
    assert record.text == BEES
    assert values(record) == {
        "gender": "female",
        "age_band": "35-44",
        "education": "bachelor",
        "occupation": "agriculture",
        "region": "northern_america",
    }
    assert record.attributes["age_band"].evidence == "age: 43"
    assert record.extra["skills_and_expertise_list"] == "weighing hives; selling honey"
    assert record.extra["hobbies_and_interests_list"] == "carving; long walks"
    assert record.extra["zipcode"] == "05156"
    assert not {"cultural_background", "sports_persona", "persona"} & {*record.extra}


def test_all_persona_texts_of_a_row_share_its_line_and_what_is_known_of_the_person(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", NEMOTRON, {**NEMOTRON, "arts_persona": None, "sports_persona": 7})
    found = [*read_personas(path, column=ALL_TEXTS)]
    assert [row.line for row in found] == [1] * 6 + [2] * 6
    assert [row.reason for row in found if isinstance(row, Skipped)] == [SkipReason.NOT_TEXT, SkipReason.EMPTY]
    first = [row for row in found if isinstance(row, Record)][:6]
    assert [row.extra["persona text"] for row in first] == ["persona", *[n for n in NEMOTRON if n.endswith("_persona")]]
    assert {json.dumps(values(row)) for row in first} == {json.dumps(values(first[0]))}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            {"sex": "여자", "age": 71, "education_level": "4년제 대학교", "occupation": "무직", "country": "대한민국"},
            {
                "gender": "female",
                "age_band": "65-74",
                "education": "bachelor",
                "occupation": "not_working",
                "region": "asia",
            },
        ),
        (
            {"sex": "男", "age": 19, "education_level": "高校", "occupation": "学生", "country": "日本"},
            {
                "gender": "male",
                "age_band": "15-24",
                "education": "secondary",
                "occupation": "student",
                "region": "asia",
            },
        ),
        (
            {"sex": "Masculino", "age": 75, "education_level": "Ensino médio completo", "country": "Brasil"},
            {"gender": "male", "age_band": "75+", "education": "secondary", "region": "latin_america_caribbean"},
        ),
        (
            {
                "sex": "Female",
                "age": 30,
                "education_level": "graduate",
                "occupation": "software_developer",
                "country": "USA",
            },
            {"gender": "female", "age_band": "25-34", "occupation": "professionals", "region": "northern_america"},
        ),
        (
            {
                "sex": "X",
                "age": 999,
                "education_level": "Ensino médio incompleto",
                "occupation": "?",
                "country": "Mars",
            },
            {},
        ),
        ({"sex": ["Female"], "age": "forty", "education_level": {"a": 1}, "occupation": None, "country": 7}, {}),
        ({"sex": True, "age": -3, "education_level": "大学院", "occupation": "x" * 90_000, "country": "\ud800"}, {}),
        ({"age": 10**400, "sex": "female " * 9_000}, {}),
    ],
)
def test_columns_of_all_locales_are_read_and_what_they_leave_open_stays_unknown(
    row: dict[str, Any], expected: dict[str, str], tmp_path: Path
) -> None:
    bare = {name: None for name in NEMOTRON if name not in ("uuid", "persona", "professional_persona")}
    (record,) = records(written(tmp_path / "a.jsonl", {**NEMOTRON, **bare, **row}))
    assert values(record) == expected
    assert all(value in VOCABULARY[name] for name, value in values(record).items())


def test_mpersonas_keep_where_they_come_from_and_say_their_language(tmp_path: Path) -> None:
    (record,) = records(written(tmp_path / "a.jsonl", MPERSONA))
    assert record.language == "ca"
    assert {n: record.extra[n] for n in ("id", "parent_persona_id", "theme")} == {
        "id": "ca-1",
        "parent_persona_id": "en-9",
        "theme": "nature",
    }
    assert record.extra["source_text"].endswith("…")
    assert not {"messages", "prompt", "lang"} & {*record.extra}


def test_a_hub_without_personas_says_what_it_can_be_imported_as(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", {name: value for name, value in TULU.items() if name != "input_persona"})
    with pytest.raises(BadInputError, match=r"Tulu 3 personas, without personas.*as samples"):
        read_personas(path)


def test_a_schema_can_be_forced_and_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", FINE)
    (plain,) = records(path, hub=NO_HUB)
    assert plain.extra == {"id": "<urn:uuid:0>", "labels": FINE["labels"]}
    assert records(path, hub="personahub")[0].text == BEES
    with pytest.raises(BadInputError, match="no column 'professional_persona'"):
        read_personas(path, hub="nemotron")
    with pytest.raises(BadInputError, match="no schema that is known"):
        read_personas(path, hub="nobody")


def test_another_column_can_be_read_as_the_persona_of_a_hub(tmp_path: Path) -> None:
    (record,) = records(written(tmp_path / "a.jsonl", NEMOTRON), column="arts_persona")
    assert record.text == NEMOTRON["arts_persona"]
    assert values(record)["gender"] == "female"


def test_a_value_that_is_too_large_costs_its_row_and_no_other(tmp_path: Path) -> None:
    rows = [{**FINE, "labels": ["x" * 1_000_000] * 5}, {**FINE, "labels": ["small"]}]
    found = [*read_personas(parquet(tmp_path / "a.parquet", *rows))]
    assert isinstance(found[0], Skipped)
    assert found[0].reason is SkipReason.LINE_TOO_LARGE
    assert isinstance(found[1], Record)


def profiles(path: Path, members: dict[str, Any], *, indent: int | None = 2) -> Path:
    path.write_text(json.dumps(members, indent=indent), "utf-8")
    return path


@pytest.mark.parametrize("indent", [None, 2])
def test_deep_persona_profiles_are_read_by_their_summary(indent: int | None, tmp_path: Path) -> None:
    members = {"metadata": {"profiles": 2}, "Profile_1": PROFILE, "Profile_2": {**PROFILE, "Summary": f"{BEES} alone"}}
    path = profiles(tmp_path / "a.json", members, indent=indent)
    found = records(path)
    assert [(row.line, row.text) for row in found] == [(1, BEES), (2, f"{BEES} alone")]
    assert values(found[0]) == {
        "age_band": "35-44",
        "region": "northern_america",
        "occupation": "retired",
        "gender": "female",
    }
    assert found[0].attributes["age_band"].evidence == "Age / Current: 43 years old"
    assert found[0].extra == {"Profile": "Profile_1", "Generated At": "2026-01-01 00:00:00"}
    assert preview(path).hub == "deeppersona"
    assert [row.line for row in read_personas(path, start_after=1)] == [2]


def test_profiles_that_are_none_are_skipped_and_a_cut_file_says_so(tmp_path: Path) -> None:
    members = {"Profile_1": PROFILE, "Profile_2": [1], "Profile_3": {"Summary": 7}, "Profile_4": PROFILE}
    path = profiles(tmp_path / "a.json", members)
    reasons = [row.reason if isinstance(row, Skipped) else None for row in read_personas(path)]
    assert reasons == [None, SkipReason.NOT_AN_OBJECT, SkipReason.NOT_TEXT, None]
    path.write_text(path.read_text("utf-8")[:-200], "utf-8")
    cut = [*read_personas(path)]
    assert [row.line for row in cut] == [1, 2, 3, 4]
    assert isinstance(cut[-1], Skipped)
    assert cut[-1].reason is SkipReason.UNREADABLE_REST


@pytest.mark.parametrize(
    "body", ['{"a":' * 100_000, '{"Summary": "' + "x" * 9_000_000 + '"}', "[" * 9_000_000, "", "}"]
)
def test_a_hostile_profile_ends_the_reading_in_one_skipped_row(body: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(f'{{\n"Profile_1": {json.dumps(PROFILE)},\n"Profile_2": {body}', "utf-8")
    found = [*read_personas(path)]
    assert isinstance(found[0], Record)
    assert [row.reason for row in found[1:] if isinstance(row, Skipped)] == [SkipReason.UNREADABLE_REST]

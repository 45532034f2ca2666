"""The dataset card: what is in an export, how it was made, and what is not known of it."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from curation.errors import LicenceError

_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_LARGEST = "n>10M"
_HUB_LICENCES = frozenset(
    {
        *("apache-2.0", "mit", "cc0-1.0", "odc-by", "odbl"),
        *("cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nd-4.0"),
        *("cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
        *("llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "gemma"),
    }
)
_HUB_SPELLINGS = {"odc-by-1.0": "odc-by", "odbl-1.0": "odbl"}
_MAX_CHARS = 300
# What Markdown acts upon anywhere in a line, web and mail addresses included; within a word "_" is none of it.
_MARKUP = re.compile(r"[\\`*\[\]<>|~$&@]|:(?=//)|(?<=www)\.|(?<![^\W_])_|_(?![^\W_])|^[-+=#]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFacts:
    """A model that made rows: how many, between which days, and under what terms."""

    name: str
    provider: str
    rows: int
    first_day: date
    last_day: date
    terms: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateFacts:
    """A search for near-duplicates: how it was done, in how many items, how many were dropped.

    `labelled` of the items are output of the demo generator or hand-written examples.
    """

    method: str
    threshold: float
    items: int
    dropped: int
    labelled: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """A source of personas in the export and its licence."""

    name: str
    licence: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """Everything that the card says.

    `counts` is rows by scenario, then by outcome. `duplicates` is empty, with
    a reason in `no_duplicates_reason`, where no search was run. `labels` is
    rows by label (demo, hand-written). `data_files` is the pattern of files by
    name of a configuration, the first being the default one. `licence` is the
    strictest of the rows' licences; there is no default. `are_pairs` says that
    a row is a pair of texts with the one that people prefer.
    """

    name: str
    release_id: str
    licence: str
    licence_link: str | None = None
    languages: Sequence[str]
    rows: int
    personas: int
    counts: Mapping[str, Mapping[str, int]]
    left_out: Mapping[str, int]
    models: Sequence[ModelFacts]
    duplicates: Sequence[DuplicateFacts]
    no_duplicates_reason: str = ""
    raters: int
    ratings: int
    labels: Mapping[str, int]
    sources: Sequence[SourceFacts]
    known_gaps: Sequence[str]
    filter_text: str
    seed: int | None
    data_files: Mapping[str, str]
    are_pairs: bool = False


def dataset_card(facts: CardFacts) -> str:
    """Return the README.md of an export, front matter included.

    Raises:
        LicenceError: The licence is not known.
        ValueError: No near-duplicate search and no reason for it.

    Source:
        The front matter's keys are those of the Hugging Face Hub's dataset cards.
    """
    if not facts.licence or facts.licence.casefold() == "unknown":
        raise LicenceError("The licence of this export is not known.", "Give the sources a licence, or choose one.")
    texts = "pairs of synthetic texts" if facts.are_pairs else "synthetic texts"
    parts = [
        _front_matter(facts),
        f"# {_plain(facts.name)}",
        f"{facts.rows:,} {texts} made from {facts.personas:,} personas. Release {_plain(facts.release_id)}.",
        _section("Rows by scenario and outcome", _counts(facts.counts)),
        _section("Left out", _tally(facts.left_out, "Reason", "No row was left out.")),
        _section("Models", _models(facts.models)),
        _section("Near-duplicates", _duplicates(facts)),
        _section("Ratings", f"{facts.ratings:,} ratings by {facts.raters:,} raters, named by pseudonyms."),
        _section("Labels", _tally(facts.labels, "Label", "No row carries a label.")),
        _section("Licences", _licences(facts)),
        _section("Known gaps", _bullets(facts.known_gaps, "None is known, which does not say that there is none.")),
        _section("How the rows were chosen", _choice(facts)),
    ]
    return "\n\n".join(parts) + "\n"


def _front_matter(facts: CardFacts) -> str:
    """Return the YAML block; every value in it is a quoted text or a list of such."""
    lines = [f"language: {_yaml([*facts.languages])}", *_licence_lines(facts)]
    lines += [
        f"pretty_name: {_yaml(facts.name)}",
        f"size_categories: {_yaml([_size(facts.rows)])}",
        'task_categories: ["text-generation"]',
        'tags: ["synthetic", "persona"]',
        'source_datasets: ["extended"]',
        f"annotations_creators: {_yaml(['expert-generated' if facts.ratings else 'no-annotation'])}",
        'language_creators: ["machine-generated"]',
        "configs:",
    ]
    for place, (name, pattern) in enumerate(facts.data_files.items()):
        lines += [f"- config_name: {_yaml(name)}", *(["  default: true"] if place == 0 else []), "  data_files:"]
        lines += ['  - split: "train"', f"    path: {_yaml(pattern)}"]
    return "\n".join(["---", *lines, "---"])


def _licence_lines(facts: CardFacts) -> list[str]:
    """Return the licence as the Hub spells it, or as `other` with its name."""
    folded = facts.licence.casefold()
    spelling = _HUB_SPELLINGS.get(folded, folded)
    if spelling in _HUB_LICENCES:
        return [f"license: {_yaml(spelling)}"]
    link = [f"license_link: {_yaml(facts.licence_link)}"] if facts.licence_link else []
    return ['license: "other"', f"license_name: {_yaml(facts.licence)}", *link]


def _size(rows: int) -> str:
    """Return the Hub's size category."""
    return next((name for limit, name in _SIZES if rows < limit), _LARGEST)


def _yaml(value: str | list[str]) -> str:
    """Return a text, or a list of texts, quoted so that YAML reads back just that.

    A JSON string is a YAML string, but for characters that YAML does not allow
    in a file; these are cleaned away.
    """
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    return json.dumps(_visible(value), ensure_ascii=False)


def _visible(text: str) -> str:
    """Return the text on one line, cut, without control, format and private characters."""
    shown = " ".join(text[: 4 * _MAX_CHARS].split())
    kept = "".join(c for c in shown if unicodedata.category(c)[0] != "C")
    return kept[:_MAX_CHARS]


def _plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is: no markup, link, image, HTML or table cell in it."""
    return _MARKUP.sub(r"\\\g<0>", _visible(text))


def _section(title: str, body: str) -> str:
    """Return a headed part."""
    return f"## {title}\n\n{body}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; the cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _bullets(items: Sequence[str], when_empty: str) -> str:
    """Return a list, or a sentence where there is nothing in it."""
    return "\n".join(f"- {_plain(item)}" for item in items) or when_empty


def _tally(counts: Mapping[str, int], title: str, when_empty: str) -> str:
    """Return counts as a table, the largest first."""
    rows = [[_plain(name), f"{n:,}"] for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return _table([title, "Rows"], rows) if rows else when_empty


def _counts(counts: Mapping[str, Mapping[str, int]]) -> str:
    """Return rows by scenario and outcome."""
    rows = [
        [_plain(scenario), _plain(outcome), f"{n:,}"]
        for scenario, outcomes in sorted(counts.items())
        for outcome, n in sorted(outcomes.items())
    ]
    return _table(["Scenario", "Outcome", "Rows"], rows) if rows else "There are no rows."


def _models(models: Sequence[ModelFacts]) -> str:
    """Return the models with their days and terms."""
    rows = [
        [
            _plain(model.name),
            _plain(model.provider),
            f"{model.rows:,}",
            f"{model.first_day.isoformat()} to {model.last_day.isoformat()}",
            _plain(model.terms),
        ]
        for model in models
    ]
    return (
        _table(["Model", "Provider", "Rows", "Days", "Terms"], rows) if rows else "No model made rows of this export."
    )


def _duplicates(facts: CardFacts) -> str:
    """Return each search's rate with its method, threshold and number of items."""
    if not facts.duplicates:
        if not facts.no_duplicates_reason:
            raise ValueError("without a search for near-duplicates the card needs the reason")
        return f"Near-duplicate rate: not defined: {_plain(facts.no_duplicates_reason)}"
    lines = []
    for found in facts.duplicates:
        share = f"{found.dropped / found.items:.2%}" if found.items else "not defined: there were no items"
        method = f"{_plain(found.method)}, threshold {found.threshold:g}"
        among = f"; {found.labelled:,} of the items are demo output or hand-written examples" if found.labelled else ""
        lines.append(f"- {method}: {found.dropped:,} of {found.items:,} items dropped ({share}){among}")
    return "\n".join(lines)


def _licences(facts: CardFacts) -> str:
    """Return the licence of the whole and that of each source."""
    rows = [[_plain(source.name), _plain(source.licence), f"{source.rows:,}"] for source in facts.sources]
    whole = f"The whole: {_plain(facts.licence)}, inherited from the sources."
    return f"{whole}\n\n{_table(['Source', 'Licence', 'Rows'], rows)}" if rows else whole


def _choice(facts: CardFacts) -> str:
    """Return the filter and the seed."""
    seed = "none" if facts.seed is None else str(facts.seed)
    return f"Filter: {_plain(facts.filter_text)}\n\nSeed: {seed}\n\nThe files with their sha256 stand in manifest.json."

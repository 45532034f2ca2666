"""Reading an answer by a contract that is data."""

from curation.synthesis.contract import KEY_TYPES, Contract
from curation.synthesis.json_object import kind_of, read_object, require_keys, show_object
from curation.synthesis.labels import read_sections, strip_fence
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.text import clean_text


def read_by_contract(raw: str, contract: Contract) -> Parsed:
    """Read a raw answer in the form of the contract; what is shown is all of it.

    Raises:
        UnparseableError: The contract is not kept; the sentence says how.
    """
    if contract.form == "labels":
        return _read_labels(raw, contract.labels)
    if contract.form == "json":
        return _read_json(raw, contract.keys)
    text = strip_fence(clean_text(raw).lstrip("\ufeff"))
    if not text:
        raise UnparseableError("expected a text, found nothing")
    return Parsed(text=text, answer=None, data={})


def _read_labels(raw: str, labels: tuple[str, ...]) -> Parsed:
    """Read the parts, each of which must have text."""
    first, *further = labels
    sections = read_sections(raw, first, tuple(further))
    parts = {first: sections.first, **sections.further}
    if missing := [label for label in labels if label not in parts]:
        raise UnparseableError(f'expected text after "{missing[0]}:", found none')
    text = "\n\n".join(f"{label}: {parts[label]}" for label in labels)
    return Parsed(text=text, answer=None, data={label: parts[label] for label in labels})


def _read_json(raw: str, keys: tuple[tuple[str, str], ...]) -> Parsed:
    """Read the object, each of whose values must be of its type."""
    value = read_object(raw)
    if keys:
        require_keys(value, tuple(name for name, _ in keys))
    for name, kind in keys:
        found = value[name]
        if not isinstance(found, KEY_TYPES[kind]) or (kind == "number" and isinstance(found, bool)):
            raise UnparseableError(f"expected {name!r} to be of the type {kind}, found {kind_of(found)}")
    return Parsed(text=show_object(value), answer=None, data=value)

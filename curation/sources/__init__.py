"""Files that come in: what kind they are, their rows one by one, and why a row gave nothing.

A name is loaded when it is first asked for: the limited child, which starts
for every file, reads texts and needs nothing of personas and of samples.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from curation.sources.formats import Format, FormatKind, detect_format, file_sha256
    from curation.sources.limited_child import run_limited, stream_limited
    from curation.sources.personas import read_personas
    from curation.sources.previews import Preview, preview, safe_preview
    from curation.sources.records import Record, SampleRecord, Skipped, SkipReason
    from curation.sources.samples import read_samples
    from curation.sources.starter import (
        StarterAttribute,
        StarterPersona,
        StarterSample,
        StarterText,
        starter_personas,
        starter_samples,
        starter_texts,
    )
    from curation.sources.texts import TextRecord, read_texts, read_texts_safely
else:
    _MODULE_OF = {
        "Format": "formats",
        "FormatKind": "formats",
        "detect_format": "formats",
        "file_sha256": "formats",
        "run_limited": "limited_child",
        "stream_limited": "limited_child",
        "read_personas": "personas",
        "Preview": "previews",
        "preview": "previews",
        "safe_preview": "previews",
        "Record": "records",
        "SampleRecord": "records",
        "SkipReason": "records",
        "Skipped": "records",
        "read_samples": "samples",
        "StarterAttribute": "starter",
        "StarterPersona": "starter",
        "StarterSample": "starter",
        "StarterText": "starter",
        "starter_personas": "starter",
        "starter_samples": "starter",
        "starter_texts": "starter",
        "TextRecord": "texts",
        "read_texts": "texts",
        "read_texts_safely": "texts",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULE_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
        return value


__all__ = [
    "Format",
    "FormatKind",
    "Preview",
    "Record",
    "SampleRecord",
    "SkipReason",
    "Skipped",
    "StarterAttribute",
    "StarterPersona",
    "StarterSample",
    "StarterText",
    "TextRecord",
    "detect_format",
    "file_sha256",
    "preview",
    "read_personas",
    "read_samples",
    "read_texts",
    "read_texts_safely",
    "run_limited",
    "safe_preview",
    "starter_personas",
    "starter_samples",
    "starter_texts",
    "stream_limited",
]

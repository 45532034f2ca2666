"""Files that come in: what kind they are, their rows one by one, and why a row gave nothing."""

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

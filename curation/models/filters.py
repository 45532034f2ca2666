"""Which personas or samples are meant: the same words in a URL, a job, a release and the command line."""

from typing import Self

from pydantic import BaseModel, ConfigDict, field_validator

from curation.personas.polygon import Area

NEAR_DUPLICATE_COSINE = 0.9
"""From this nearest score on, a sample counts as flagged near-duplicate on arrival."""


class _Filter(BaseModel):
    """A filter; within a field any of the values, between fields all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ids: tuple[int, ...] = ()
    text: str = ""
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    def changed(self, **fields: object) -> Self:
        """Return a copy with other values, validated."""
        return type(self).model_validate({**self.model_dump(), **fields})

    def set_fields(self) -> dict[str, object]:
        """Return the fields that say something, as JSON takes them."""
        return self.model_dump(mode="json", exclude_defaults=True)


class PersonaFilter(_Filter):
    """Which personas."""

    sources: tuple[int, ...] = ()
    origins: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    age_bands: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    educations: tuple[str, ...] = ()
    has_samples: bool | None = None
    jobs: tuple[int, ...] = ()
    """Those that calls of these jobs gave."""
    clusters: tuple[int, ...] = ()
    """Of the newest map; those of an older one find nobody."""
    area: str = ""
    """A polygon drawn on the newest map, as `curation.personas.polygon.Area` writes it."""

    @field_validator("area")
    @classmethod
    def _is_readable(cls, written: str) -> str:
        return str(Area.parse(written)) if written else ""


class SampleFilter(_Filter):
    """Which samples."""

    scenarios: tuple[str, ...] = ()
    templates: tuple[int, ...] = ()
    providers: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    ratings: tuple[int, ...] = ()
    decisions: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    annotators: tuple[int, ...] = ()
    personas: tuple[int, ...] = ()
    jobs: tuple[int, ...] = ()
    near_duplicate: bool | None = None
    is_wanted: bool | None = None

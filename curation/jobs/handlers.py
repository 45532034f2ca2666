"""Which function does which kind of job."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from curation.jobs.ask_attributes import ask_attributes
from curation.jobs.attributes import find_persona_attributes
from curation.jobs.context import JobContext
from curation.jobs.dedup import dedup
from curation.jobs.derive_examples import derive_examples
from curation.jobs.embed import embed
from curation.jobs.export import export
from curation.jobs.generate import generate
from curation.jobs.import_texts import import_texts
from curation.jobs.imports import import_file
from curation.jobs.judge import judge
from curation.jobs.make_personas import expand_personas, texts_to_personas
from curation.jobs.map import draw_map
from curation.jobs.provider_check import check_provider
from curation.jobs.solve import solve
from curation.models import JobKind

Result = dict[str, Any]
CpuHandler = Callable[[JobContext], Result]
ProviderHandler = Callable[[JobContext], Awaitable[Result]]

CPU_HANDLERS: Final[Mapping[JobKind, CpuHandler]] = {
    JobKind.DEDUP: dedup,
    JobKind.EMBED: embed,
    JobKind.EXPORT: export,
    JobKind.IMPORT_PERSONAS: import_file,
    JobKind.IMPORT_SAMPLES: import_file,
    JobKind.IMPORT_TEXTS: import_texts,
    JobKind.MAP: draw_map,
    JobKind.PERSONA_ATTRIBUTES: find_persona_attributes,
}
PROVIDER_HANDLERS: Final[Mapping[JobKind, ProviderHandler]] = {
    JobKind.GENERATE: generate,
    JobKind.PROVIDER_CHECK: check_provider,
    JobKind.SOLVE: solve,
    JobKind.TEXTS_TO_PERSONAS: texts_to_personas,
    JobKind.EXPAND_PERSONAS: expand_personas,
    JobKind.PERSONA_ATTRIBUTES: ask_attributes,
    JobKind.DERIVE_EXAMPLES: derive_examples,
    JobKind.JUDGE: judge,
}

"""Which function does which kind of job."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from curation.jobs.context import JobContext
from curation.jobs.embed import embed
from curation.models import JobKind

Result = dict[str, Any]
CpuHandler = Callable[[JobContext], Result]
ProviderHandler = Callable[[JobContext], Awaitable[Result]]

CPU_HANDLERS: Final[Mapping[JobKind, CpuHandler]] = {
    JobKind.EMBED: embed,
}
PROVIDER_HANDLERS: Final[Mapping[JobKind, ProviderHandler]] = {}

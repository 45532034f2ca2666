"""What it costs to make samples once more, asked before anybody presses."""

from collections.abc import Sequence
from dataclasses import dataclass

from curation.providers import estimate_cost_usd
from curation.services.calls import ModelParams
from curation.services.prices import price_name, price_of
from curation.services.providers import PROVIDERS, provider_setup
from curation.store.samples import samples_by_id
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class AgainCost:
    """The most that making samples once more can cost.

    Attributes:
        at_most_usd: 0 for the demo generator; None where the price is unknown.
        no_price_for: The provider and model whose price is unknown; empty where it is known.
    """

    at_most_usd: float | None
    no_price_for: str

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing for certain."""
        return self.at_most_usd == 0


def cost_of_again(workspace: Workspace, sample_ids: Sequence[int]) -> AgainCost | None:
    """Return the most that these samples can cost once more, by the prompts that were sent.

    None where no single model made them, so that none can be asked again.
    """
    with workspace.read() as session:
        rows = list(samples_by_id(session, sample_ids).values())
        made_by = {(row.provider, row.model) for row in rows}
        if len(made_by) != 1:
            return None
        ((provider, model),) = made_by
        if provider not in PROVIDERS:
            return None
        if provider == "demo":
            return AgainCost(0.0, "")
        base_url = provider_setup(session, provider).base_url
        price = price_of(session, provider, model, base_url=base_url)
    if price is None:
        return AgainCost(None, f"{price_name(provider, base_url)} / {model}")
    usual = ModelParams().max_output_tokens
    longest = [int(row.params.get("max_output_tokens", usual)) for row in rows]
    bounds = [
        estimate_cost_usd(price, prompt=row.prompt, max_output_tokens=tokens) or 0.0
        for row, tokens in zip(rows, longest, strict=True)
    ]
    return AgainCost(sum(bounds), "")

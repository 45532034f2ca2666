"""Models whose price is unknown: no cap could be kept with them, which is said before a job is begun."""

from sqlmodel import Session

from curation.errors import BudgetError
from curation.providers import ProviderName
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.spending import caps_of


def check_price_under_caps(session: Session, provider: ProviderName, model: str) -> None:
    """Refuse to begin with a model whose price is unknown while there is a cap; the demo generator costs nothing.

    Raises:
        BudgetError: The cap could not be kept.
    """
    if provider == "demo" or not caps_of(session).is_set:
        return
    base_url = provider_config(session, provider).base_url
    if price_of(session, provider, model, base_url=base_url) is None:
        raise BudgetError(
            f"A cap is set for this workspace, and there is no price for {price_name(provider, base_url)} / {model},"
            " so the cap could not be kept.",
            "An admin sets the price on the Providers page, in the table of prices.",
        )

"""How pages say what making samples once more costs."""

from curation.services.again_cost import AgainCost
from curation.services.estimates import usd


def say_cost(cost: AgainCost | None) -> str:
    """Return the cost in a sentence, and an empty text where there is none to tell; it is not escaped yet."""
    if cost is None:
        return ""
    if cost.at_most_usd is None:
        return f"What it costs is not known: there is no price for {cost.no_price_for}."
    return "It is free." if cost.is_free else f"It costs at most {usd(cost.at_most_usd)}."

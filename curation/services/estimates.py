"""What a job will probably cost and take, before it starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BudgetError
from curation.models import Job, JobKind, JobState, Judgement, PersonaCall, Sample
from curation.providers import Price, batch_share, cost_usd, estimate_cost_usd
from curation.synthesis import estimate_tokens

OUTPUT_SHARE: Final = 0.25
"""Of the longest answer asked for, how much to expect where no model's answers tell."""
MIN_PAST_SAMPLES: Final = 10
_PAST_ROWS: Final = 200
_CALLING: Final = (
    JobKind.GENERATE,
    JobKind.TEXTS_TO_PERSONAS,
    JobKind.EXPAND_PERSONAS,
    JobKind.PERSONA_ATTRIBUTES,
    JobKind.JUDGE,
)
Past = type[Sample] | type[PersonaCall] | type[Judgement]
"""Where the lengths of earlier answers stand."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What to expect of n calls.

    Attributes:
        input_tokens: None for the demo generator, which has none.
        output_tokens: As long as the model's answers were so far, else a quarter of the longest that is asked for.
        cost_low_usd: With these tokens; None where the price is unknown.
        cost_high_usd: The most that the calls can cost; it is what is set aside of a budget.
        highest_call_usd: The most that a single one can cost.
        no_price_for: The provider and model whose price is unknown; empty where it is known.
        seconds: At the rate of the model's last jobs; None where there were none.
    """

    n: int
    input_tokens: int | None
    output_tokens: int | None
    cost_low_usd: float | None
    cost_high_usd: float | None
    highest_call_usd: float | None
    no_price_for: str
    seconds: float | None

    def check_budget(self, budget_usd: float | None, *, stops_by_itself: bool = False) -> None:
        """Refuse a budget that cannot be kept, or that is too small from the start.

        A plan that stops by itself may be given less than it would need to the end.

        Raises:
            BudgetError: The price is unknown, or the estimate is above the budget.
        """
        if budget_usd is None:
            return
        if self.no_price_for:
            raise BudgetError(
                f"A budget needs a price, and there is none for {self.no_price_for}.",
                "An admin sets it on the Providers page, in the table of prices.",
            )
        expected, of_one = self.cost_low_usd or 0.0, self.highest_call_usd or 0.0
        if expected > budget_usd and not stops_by_itself:
            raise BudgetError(
                f"{self.n:,} calls are estimated at {usd(expected)}; the budget is {usd(budget_usd)}.",
                "Ask for less, or for shorter answers, or raise the budget.",
            )
        if of_one > budget_usd:
            raise BudgetError(
                f"A single call can cost up to {usd(of_one)}; the budget is {usd(budget_usd)}.",
                "Lower the longest answer, or raise the budget.",
            )


def estimate(
    session: Session,
    prompts: Sequence[str],
    *,
    n: int,
    provider: str,
    model: str,
    price: Price | None,
    price_key: str,
    max_output_tokens: int,
    past: Past = Sample,
    max_answers: int = 1,
    most: int | None = None,
    calls_each: float = 1.0,
    is_batch: bool = False,
) -> Estimate:
    """Estimate n items from the prompts of some of them; at least one prompt is needed.

    `past` is where the lengths of earlier answers stand. A call may be paid
    for `max_answers` times, and there may be as many as `most` items, which only the highest cost supposes. An item
    takes `calls_each` calls on average, each of which is counted as long as the first.
    """
    n_calls, share = n * calls_each, batch_share(price.provider if price else provider).share if is_batch else 1.0
    seconds = None if is_batch else _seconds(session, n, provider, model)
    if provider == "demo":
        return Estimate(n, None, None, 0.0, 0.0, 0.0, "", seconds)
    per_call = sum(map(estimate_tokens, prompts)) / len(prompts)
    input_tokens = round(per_call * n_calls)
    output_tokens = round(_expected_output(session, past, provider, model, max_output_tokens) * n_calls)
    bounds = [estimate_cost_usd(price, prompt=prompt, max_output_tokens=max_output_tokens) for prompt in prompts]
    known = [bound * share for bound in bounds if bound is not None]
    low = cost_usd(price, input_tokens, output_tokens)
    return Estimate(
        n=n,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_low_usd=None if low is None else low * share,
        cost_high_usd=sum(known) / len(known) * (most or n) * calls_each * max_answers if known else None,
        highest_call_usd=max(known, default=None),
        no_price_for="" if price else f"{price_key} / {model}",
        seconds=seconds,
    )


def usd(amount: float) -> str:
    """Return an amount as people read it: two digits after the point, or the first two that say something."""
    if amount == 0 or amount >= 0.1:
        return f"${amount:,.2f}"
    return "$" + f"{amount:.{1 - _exponent(amount)}f}"


def _exponent(amount: float) -> int:
    return max(int(f"{amount:e}".split("e")[1]), -9)


def _expected_output(session: Session, past: Past, provider: str, model: str, max_output_tokens: int) -> float:
    """Return the mean length of the model's last answers, where there are enough of them."""
    last = select(past.output_tokens).where(past.provider == provider, past.model == model)
    last = last.where(col(past.output_tokens).is_not(None)).order_by(col(past.id).desc()).limit(_PAST_ROWS)
    lengths = [length for length in session.exec(last) if length is not None]
    if len(lengths) < MIN_PAST_SAMPLES:
        return max_output_tokens * OUTPUT_SHARE
    return min(sum(lengths) / len(lengths), max_output_tokens)


def _seconds(session: Session, n: int, provider: str, model: str) -> float | None:
    """Return how long n calls take at the rate of the model's last whole jobs."""
    ended = select(Job).where(col(Job.kind).in_(_CALLING), Job.state == JobState.DONE, Job.done > 0)
    rates = []
    for job in session.exec(ended.order_by(col(Job.id).desc()).limit(20)):
        is_like = (job.params.get("provider"), job.params.get("model")) == (provider, model)
        is_like = is_like and not job.params.get("batch")  # its hours say nothing of calls made one by one
        if is_like and job.started_at and job.finished_at and job.finished_at > job.started_at:
            rates.append(job.done / (job.finished_at - job.started_at).total_seconds())
    return n / (sum(rates) / len(rates)) if rates else None

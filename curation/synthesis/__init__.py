"""Synthesis without the outside: scenarios and prompts, answers and their checks."""

from curation.synthesis.check_result import CheckResult
from curation.synthesis.checks import LENGTH_WORDS, check_sample
from curation.synthesis.contract import FORMS, KEY_TYPES, Contract
from curation.synthesis.examples.form import Written
from curation.synthesis.few_shot import (
    FEW_SHOT,
    MODES,
    PERSONA_FEW_SHOT,
    ZERO_SHOT,
    Example,
    derive_prompt,
    with_examples,
)
from curation.synthesis.hub_templates import HUB_SCENARIOS, PERSONA_ATTRIBUTES, PERSONA_TO_PERSONA, TEXT_TO_PERSONA
from curation.synthesis.parse import parse_answer, parse_steps, step_text
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.synthesis.render import MATERIALS, render_prompt, render_text_prompt, template_variables
from curation.synthesis.scenarios import SCENARIOS, Scenario, Variant
from curation.synthesis.steps import MAX_TURNS, MIN_TURNS, SPEAKERS, join_so_far, steps_of
from curation.synthesis.token_estimate import estimate_tokens
from curation.synthesis.tool_parts import TOOL_KEYS

__all__ = [
    "FEW_SHOT",
    "FORMS",
    "HUB_SCENARIOS",
    "KEY_TYPES",
    "LENGTH_WORDS",
    "MATERIALS",
    "MAX_TURNS",
    "MIN_TURNS",
    "MODES",
    "PERSONA_ATTRIBUTES",
    "PERSONA_FEW_SHOT",
    "PERSONA_TO_PERSONA",
    "SCENARIOS",
    "SPEAKERS",
    "TEXT_TO_PERSONA",
    "TOOL_KEYS",
    "ZERO_SHOT",
    "CheckResult",
    "Contract",
    "Example",
    "Parsed",
    "Scenario",
    "UnparseableError",
    "Variant",
    "Written",
    "check_sample",
    "derive_prompt",
    "estimate_tokens",
    "join_so_far",
    "parse_answer",
    "parse_steps",
    "render_prompt",
    "render_text_prompt",
    "step_text",
    "steps_of",
    "template_variables",
    "with_examples",
]

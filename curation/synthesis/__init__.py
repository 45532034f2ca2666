"""Synthesis without the outside: scenarios and prompts, answers and their checks."""

from curation.synthesis.checks import LENGTH_WORDS, CheckResult, check_sample
from curation.synthesis.hub_templates import HUB_SCENARIOS, PERSONA_ATTRIBUTES, PERSONA_TO_PERSONA, TEXT_TO_PERSONA
from curation.synthesis.parse import parse_answer
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.synthesis.render import render_prompt, render_text_prompt, template_variables
from curation.synthesis.scenarios import SCENARIOS, Scenario, Variant
from curation.synthesis.token_estimate import estimate_tokens
from curation.synthesis.tool_json import TOOL_KEYS

__all__ = [
    "HUB_SCENARIOS",
    "LENGTH_WORDS",
    "PERSONA_ATTRIBUTES",
    "PERSONA_TO_PERSONA",
    "SCENARIOS",
    "TEXT_TO_PERSONA",
    "TOOL_KEYS",
    "CheckResult",
    "Parsed",
    "Scenario",
    "UnparseableError",
    "Variant",
    "check_sample",
    "estimate_tokens",
    "parse_answer",
    "render_prompt",
    "render_text_prompt",
    "template_variables",
]

"""Synthesis without the outside: scenarios and prompts, answers and their checks."""

from curation.synthesis.checks import LENGTH_WORDS, CheckResult, check_sample
from curation.synthesis.parse import parse_answer
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.synthesis.render import render_prompt, template_variables
from curation.synthesis.scenarios import SCENARIOS, Scenario, Variant
from curation.synthesis.token_estimate import estimate_tokens
from curation.synthesis.tool_json import TOOL_KEYS

__all__ = [
    "LENGTH_WORDS",
    "SCENARIOS",
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
    "template_variables",
]

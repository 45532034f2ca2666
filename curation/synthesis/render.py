"""From a template and a persona to the prompt that is sent."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from jinja2 import StrictUndefined, Template, TemplateError, meta, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import SandboxedEnvironment

from curation.text import clean_text
from curation.text.tags import hold_tags

MAX_TEMPLATE_CHARS = 50_000
"""Longest template that is rendered."""

_FILTERS = ("capitalize", "default", "lower", "title", "trim", "upper")
# A prompt places text. Loops, calls, attributes, assignments and arithmetic are left out, since
# they could run for long, make a gigabyte out of one line, or reach into Python's objects.
_PERMITTED: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Filter,
    nodes.Keyword,
    nodes.If,
    nodes.CondExpr,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
)
MATERIALS: Final = ("persona", "other_persona", "step", "so_far")
"""What `render_prompt` gives to every template, beside its variables."""


def _environment() -> SandboxedEnvironment:
    """Make the one environment: sandboxed, strict, and without escapes, since a prompt is plain text and no HTML."""
    environment = SandboxedEnvironment(
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {name: FILTERS[name] for name in _FILTERS}
    environment.globals = {}
    return environment


_ENVIRONMENT = _environment()


def template_variables(template: str) -> set[str]:
    """Return the names that the template takes from outside, `persona` among them.

    Raises:
        ValueError: The template has bad syntax, is too long, or does more than place text.
    """
    try:
        return meta.find_undeclared_variables(_parse(template))
    except TemplateError as error:
        raise ValueError(_syntax_reason(error)) from error


def render_prompt(
    template: str,
    *,
    persona: str,
    variables: Mapping[str, str],
    other_persona: str = "",
    step: str = "",
    so_far: str = "",
) -> str:
    """Return the prompt for one persona, or for one step of what is made for it.

    Text from outside cannot close the block it stands in: the angle bracket of
    a `<persona>`, `<other_persona>` or `<so_far>` tag inside it becomes `‹`.
    Nothing in it is read as template syntax.

    Args:
        template: Jinja text with variables, conditions and the filters
            `capitalize`, `default`, `lower`, `title`, `trim` and `upper`.
        persona: The description, as `{{ persona }}`.
        variables: Further values by name; those not used are ignored.
        other_persona: Who the persona talks to, as `{{ other_persona }}`.
        step: Which step is asked for, as `{{ step }}`.
        so_far: What the earlier steps came to, as `{{ so_far }}`.

    Raises:
        ValueError: A variable without a value, bad syntax, something that a
            template may not do, or a variable that is called like one of the
            other arguments.
    """
    blocks = {"persona": persona, "other_persona": other_persona, "so_far": so_far}
    held = {name: hold_tags(text, *blocks) for name, text in blocks.items()}
    return _render(template, {**held, "step": clean_text(step)}, variables)


def render_text_prompt(template: str, *, text: str, variables: Mapping[str, str]) -> str:
    """Return the prompt about one text, as `{{ text }}`, which cannot close its `<text>` block either.

    Args:
        template: As for `render_prompt`.
        text: The document.
        variables: Further values by name; those not used are ignored.

    Raises:
        ValueError: As for `render_prompt`; the variable `text` is taken here.
    """
    return _render(template, {"text": hold_tags(text, "text")}, variables)


def _render(template: str, material: Mapping[str, str], variables: Mapping[str, str]) -> str:
    """Fill a template with material from outside and with values of ours."""
    if taken := sorted(material.keys() & variables.keys()):
        raise ValueError(f"the variable {taken[0]!r} is taken by what the prompt is about")
    compiled = _compiled(template)
    values = {key: clean_text(value) for key, value in variables.items()}
    try:
        return compiled.render({**values, **material})
    except (TemplateError, TypeError, ValueError) as error:
        raise ValueError(f"the template cannot be filled in: {error}") from error


@lru_cache(maxsize=32)
def _compiled(template: str) -> Template:
    """Return the template ready to be filled; a job fills the same few thousands of times."""
    tree = _parse(template)
    try:
        return _ENVIRONMENT.from_string(tree)
    except TemplateError as error:
        raise ValueError(_syntax_reason(error)) from error


def _parse(template: str) -> nodes.Template:
    """Return the syntax tree of a template that only places text."""
    if len(template) > MAX_TEMPLATE_CHARS:
        raise ValueError(f"the template has {len(template)} characters; at most {MAX_TEMPLATE_CHARS} are allowed")
    try:
        tree = _ENVIRONMENT.parse(template)
        strange = next((node for node in tree.find_all(nodes.Node) if not isinstance(node, _PERMITTED)), None)
    except TemplateError as error:
        raise ValueError(_syntax_reason(error)) from error
    except RecursionError as error:
        raise ValueError("the template is nested too deeply") from error
    if strange is not None:
        what = type(strange).__name__
        raise ValueError(f"line {strange.lineno} uses {what}; a template has variables, conditions and filters only")
    return tree


def _syntax_reason(error: TemplateError) -> str:
    """Say in one sentence where the template is wrong."""
    return f"the template has bad syntax in line {getattr(error, 'lineno', '?')}: {error.message}"

"""From a model's raw answers to their parts, by the contract of the scenario."""

from collections.abc import Callable, Mapping, Sequence

from curation.synthesis.contract import Contract
from curation.synthesis.labels import read_headed, read_sections, unwrap_bold
from curation.synthesis.parsed import Parsed, UnparseableError
from curation.synthesis.read_custom import read_by_contract
from curation.synthesis.steps import SPEAKERS, roles_of
from curation.synthesis.tool_parts import parse_code, parse_tool
from curation.text import clean_text


def parse_answer(scenario: str, raw: str, *, contract: Contract | None = None) -> Parsed:
    """Read a raw answer.

    Markdown around the labels, a code fence around the whole, blank or a few
    talkative lines before the first label and foreign line breaks are tolerated.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool, custom.
        raw: What the model wrote.
        contract: For custom only: how the answer is read; None means as a whole text.

    Raises:
        UnparseableError: The contract is not kept; the sentence says how.
        ValueError: There is no such scenario, or it takes several answers and is read by `parse_steps`.
    """
    if scenario == "custom":
        return read_by_contract(raw, contract or Contract())
    if scenario == "conversation":
        raise ValueError("a conversation has several answers, which parse_steps reads")
    if scenario not in _READERS:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join([*_READERS, 'conversation', 'custom'])}")
    if not clean_text(raw):
        raise UnparseableError(f"expected {_EXPECTED[scenario]}, found nothing")
    return _READERS[scenario](raw)


def parse_steps(scenario: str, variant: str, raws: Sequence[str], *, contract: Contract | None = None) -> Parsed:
    """Read the raw answers of all steps of one item, in their order.

    A conversation has its messages in `data["turns"]`, each with `role` and
    `text`; a tool has its code in `data["code"]` beside the six keys.

    Raises:
        UnparseableError: One of them does not keep its contract; the sentence says which and how.
        ValueError: There is no such scenario, or the number of answers is not what the variant takes.
    """
    if scenario == "conversation":
        return _parse_conversation(variant, raws)
    wanted = 2 if (scenario, variant) == ("tool", "code") else 1
    if len(raws) != wanted:
        raise ValueError(f"{scenario}/{variant} takes {wanted} answers, not {len(raws)}")
    if wanted == 1:
        return parse_answer(scenario, raws[0], contract=contract)
    interface, code = parse_answer("tool", raws[0]), parse_code(raws[1])
    return Parsed(text=interface.text, answer=code, data={**interface.data, "code": code})


def step_text(scenario: str, variant: str, step: str, raw: str) -> str:
    """Return what the raw answer of one step comes to: a message, an interface, code, or the shown text.

    Raises:
        UnparseableError: The contract is not kept; the sentence says how.
        ValueError: There is no such scenario.
    """
    if scenario == "conversation":
        return read_sections(raw, "Message", ()).first
    if (scenario, variant, step) == ("tool", "code", "code"):
        return parse_code(raw)
    return parse_answer(scenario, raw).text


def _parse_conversation(variant: str, raws: Sequence[str]) -> Parsed:
    """Read messages that are spoken in turn."""
    if not raws:
        raise ValueError("a conversation takes at least one answer")
    turns = []
    for number, (role, raw) in enumerate(zip(roles_of(variant, len(raws)), raws, strict=True), start=1):
        try:
            turns.append({"role": role, "text": step_text("conversation", variant, role, raw)})
        except UnparseableError as error:
            raise UnparseableError(f"message {number}: {error}") from error
    text = "\n\n".join(f"{SPEAKERS[turn['role']]}: {turn['text']}" for turn in turns)
    return Parsed(text=text, answer=None, data={"turns": turns})


def _parse_problem(raw: str, label: str, steps_label: str) -> Parsed:
    """Read a problem, its steps and its final answer."""
    sections = read_sections(raw, label, (steps_label, "Answer"))
    steps, final = sections.further.get(steps_label), sections.further.get("Answer")
    final = unwrap_bold(final) if final else None
    data: dict[str, object] = {}
    if steps:
        data[steps_label.lower()] = steps
    if final:
        data["final_answer"] = final
    answer = "\n\n".join(part for part in (steps, f"Answer: {final}" if final else None) if part)
    return Parsed(text=sections.first, answer=answer or None, data=data)


def _parse_math(raw: str) -> Parsed:
    """Read a mathematics problem."""
    return _parse_problem(raw, "Math problem", "Solution")


def _parse_logic(raw: str) -> Parsed:
    """Read a puzzle."""
    return _parse_problem(raw, "Problem", "Reasoning")


def _parse_instruction(raw: str) -> Parsed:
    """Read a message to an assistant and the reply."""
    sections = read_sections(raw, "User prompt", ("Reply",))
    return Parsed(text=sections.first, answer=sections.further.get("Reply"), data={})


def _parse_knowledge(raw: str) -> Parsed:
    """Read an article: its title, then its body."""
    article = read_headed(raw, "Title")
    title, body = article.head, article.body
    if not body:
        raise UnparseableError('expected an article after the line with "Title:", found none')
    return Parsed(text=f"{title}\n\n{body}", answer=None, data={"title": title, "body": body})


def _parse_npc(raw: str) -> Parsed:
    """Read a game character: the name, then lines or paragraphs."""
    character = read_headed(raw, "Name")
    name, body = character.head, character.body
    if not body:
        raise UnparseableError('expected a character after the line with "Name:", found none')
    return Parsed(text=f"Name: {name}\n{body}", answer=None, data={"name": name})


_READERS: Mapping[str, Callable[[str], Parsed]] = {
    "math": _parse_math,
    "logic": _parse_logic,
    "instruction": _parse_instruction,
    "knowledge": _parse_knowledge,
    "npc": _parse_npc,
    "tool": parse_tool,
}
_EXPECTED: Mapping[str, str] = {
    "math": '"Math problem:"',
    "logic": '"Problem:"',
    "instruction": '"User prompt:"',
    "knowledge": '"Title:"',
    "npc": '"Name:"',
    "tool": "a JSON object",
}

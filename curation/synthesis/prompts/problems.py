"""Prompts for problems: mathematics and logical reasoning."""

from curation.synthesis.prompts.parts import LANGUAGE, PERSONA

_MATH_RULES = """\
- Build it on something particular to this person: their work, place, tools, habits or worries. It
  should stop making sense for anybody else.
- State every number and condition that the solver needs, let none of them contradict another, and ask
  for exactly one result.
- Let it take several steps of real thought. Break it into two parts at most.
- Choose numbers that lead to an exact result, solve it yourself first, and change the numbers if they
  do not.
- Do not mention this task, the description or the word "persona".
"""

_MATH_CONTRACT = f"""\
{LANGUAGE}
Math problem: <the problem, complete in itself>
Solution: <the steps in order, each with its reason>
Answer: <the result alone, with its unit, on the last line>
"""

MATH_PLAIN = f"""\
Invent one mathematics problem that this person could meet.

{PERSONA}
{_MATH_RULES}
{_MATH_CONTRACT}"""

MATH_FOCUS = f"""\
Invent one mathematics problem from the field of {{{{ focus | default("geometry") }}}} that this person
could meet.

{PERSONA}
{_MATH_RULES}- The field named above must carry the solution. A problem that merely mentions it does not
count.

{_MATH_CONTRACT}"""

MATH_DIFFICULTY = f"""\
Invent one mathematics problem that this person could meet, at the level of {{{{ difficulty | default("a
mathematical olympiad") }}}}.

{PERSONA}
{_MATH_RULES}- Difficulty must come from an idea that has to be found, and not from long arithmetic or
rare vocabulary.
- In the solution, prove what you use unless it is taught at that level as known.

{_MATH_CONTRACT}"""

_LOGIC_CONTRACT = f"""\
{LANGUAGE}
Problem: <the puzzle, with all its conditions and one question>
Reasoning: <how the conditions lead to the solution, and why no other one fits>
Answer: <the solution alone, on the last line>
"""

_LOGIC_RULES = """\
- Take the people, objects and rules from this person's world, in a situation that only they would be in.
- Give just enough conditions for exactly one solution. Check that none of them can be left out.
- It must be solved by reasoning: no specialist knowledge, no play on words, no guess.
- Do not mention this task, the description or the word "persona".
"""

LOGIC_PLAIN = f"""\
Invent one puzzle of logical reasoning set in the daily life of this person.

{PERSONA}
{_LOGIC_RULES}
{_LOGIC_CONTRACT}"""

LOGIC_SPATIAL = f"""\
Invent one puzzle of spatial reasoning set in the daily life of this person.

{PERSONA}
{_LOGIC_RULES}- Positions, directions, routes or turns in space must decide the solution. Describe the
space so that it can be drawn on paper.

{_LOGIC_CONTRACT}"""

MATH_PROFESSIONAL = f"""\
Invent one mathematics problem from the depth of this person's profession.

{PERSONA}
{_MATH_RULES}- Begin where their training begins to matter: a quantity that their field itself models, bounds,
counts or optimises. A school exercise with the names changed does not count, nor does bookkeeping about the job.
- Somebody who knows mathematics but not the field must be able to solve it. Define every technical word,
and give every law, convention and constant that the solution rests on.
- If the person does or teaches mathematics, stay in their own area of it. If they have no profession,
take the craft or subject to which they have given the most years.
- In the solution, say at each step which law of the field or which theorem is used.

{_MATH_CONTRACT}"""

RUOZHIBA_STYLE = """\
A question of this style sounds like an honest everyday question and is asked with a straight face. It rests on
exactly one hidden flaw, of one of these kinds:
- a false premise that is slipped in as a matter of course, so that whoever answers has already accepted it;
- a double meaning: a word, a name or a number that is used in one sense and has to be read in another;
- a literal reading: a figure of speech, a label or a rule taken at its word where nobody means it so (or the
reverse).
Common sense alone is enough to find the flaw: no rare facts, no hidden sums. A hasty reader sets out to answer the
question; a careful one smiles, because it cannot be answered as it is asked. It is one to three sentences long, it
laughs at nobody, and it never points at its own trick."""
"""The default of the variable `style`."""

LOGIC_RUOZHIBA = f"""\
Invent one trick question that this person could ask in all seriousness.

{PERSONA}
This is the style:
{{{{ style | default("The question sounds sensible and rests on a hidden false premise, a double meaning or a literal
reading.") }}}}

- Take the situation, the words and the habits of mind from this person's world, so that the flaw hides in
something that they deal with every day.
- Invent it. A known riddle, proverb or joke in new clothes does not count.
- A play on words must work in the language of the description.
- Do not mention this task, the description or the word "persona".

{LANGUAGE}
Problem: <the question, as the person would ask it, with no hint>
Reasoning: <where the trick lies: what the question takes for granted or how it can be read in two ways, and why
that does not hold>
Answer: <the sober answer in one or two sentences, on the last line>
"""

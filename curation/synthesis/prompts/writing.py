"""Prompts for single pieces of writing: a message with its reply, an article, something to read."""

from curation.synthesis.prompts.parts import LANGUAGE, PERSONA

INSTRUCTION_PLAIN = f"""\
Imagine the message that this person would type to an AI assistant on an ordinary day, and a reply that
would serve them well.

{PERSONA}
- The message carries the details that this person has at hand: names of things, amounts, dates,
  constraints, what was tried already.
- It asks for one thing that the assistant can do in text. It has the tone, the vocabulary and the
  impatience of this person.
- The reply does what is asked, in the form that is asked, says what it had to assume, and invents no
  facts about the outside world.
- The message does not introduce the person by their description.

{LANGUAGE}
User prompt: <the message>
Reply: <the reply>
"""

KNOWLEDGE_PLAIN = f"""\
Write the article that this person would publish for curious readers about the thing they know best.

{PERSONA}
- Pick one narrow subject that follows from who they are. A subject that any encyclopaedia covers in its
  first paragraph is too wide.
- Explain how it works and why, with concrete examples, amounts and the mistakes that beginners make.
- Mark what is experience or opinion as such. Leave out what you are not sure of. Invent no sources,
  studies or quotations.
- Between 250 and 600 words, in the voice of this person, with no greeting and no summary of their life.

{LANGUAGE}
Title: <a title that says what the reader will learn>
<the article, starting on the next line>
"""

KNOWLEDGE_READING = f"""\
Write a text that this person would be glad to find and read to the end.

{PERSONA}
- They read it; they neither wrote it nor occur in it. Choose what someone like them wants to know next: one step
beyond what they know already, near enough to be of use or of interest.
- Write as someone who knows the subject better than they do and respects what they know. Explain what is new to
them, and leave out what they could tell you themselves.
- Take the kind of text that suits them: a report, an explanation, a portrait of a thing, a piece of history, a
story for a child who is read to. Let its length of sentence and its words fit their age and schooling.
- Be exact about how things work. Leave out what you are not sure of. Invent no sources, studies, quotations or
events that would have to have happened.
- Between 300 and 700 words, with no address to the reader by their description and no closing summary.

{LANGUAGE}
Title: <a title that would make this person begin>
<the text, starting on the next line>
"""

"""The prompts that come with the product, in our own words, by what they make.

Each one names the output contract that its answer is read by, keeps every
text from outside in a block of its own, and asks for the persona's language.
One text serves all steps of a variant: it looks at `{{ step }}`.
"""

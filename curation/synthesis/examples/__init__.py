"""One answer to each prompt that ships, hand-written and invented, as its own reader and checks accept it.

They show what a prompt is after, before anything was generated.
"""

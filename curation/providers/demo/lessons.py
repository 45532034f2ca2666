"""What practice teaches in each walk of life, in sentences that anybody there would sign."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lessons:
    """Sentences for articles and replies.

    Attributes:
        rules: What works, four sentences.
        traps: What beginners get wrong, three clauses that follow "Beginners".
    """

    rules: tuple[str, ...]
    traps: tuple[str, ...]


LESSONS: Mapping[str, Lessons] = {
    "health": Lessons(
        (
            "Write an observation down when it is made, with the time beside it.",
            "Ask what has changed since yesterday before you ask what is wrong.",
            "A handover that follows the same order every day loses less.",
            "People who are worried remember half of what they are told, so the main point goes first and on paper.",
        ),
        (
            "explain before they have listened",
            "change two things at once and learn from neither",
            "trust a single reading",
        ),
    ),
    "teaching": Lessons(
        (
            "One good question at the start tells more than a test at the end.",
            "What learners have to recall stays longer than what they read twice.",
            "An example that goes wrong on purpose wakes a room up.",
            "Feedback helps when it comes early enough to be used.",
        ),
        (
            "fill every minute with talk",
            "grade what they never taught",
            "take silence for understanding",
        ),
    ),
    "software": Lessons(
        (
            "A bug that can be repeated is half repaired.",
            "Small changes that are merged daily hurt less than one big merge.",
            "A log line should say what was expected as well as what was found.",
            "Delete code that nobody can name a user of.",
        ),
        (
            "optimise before they measure",
            "catch every error and tell nobody",
            "rewrite what they have not yet understood",
        ),
    ),
    "growing": Lessons(
        (
            "Soil that is always covered loses less water and fewer nutrients.",
            "Water in the morning and at the root.",
            "A diary of frost, rain and yields is worth more than any almanac after five years.",
            "Prune with a reason for every cut.",
        ),
        (
            "plant everything in the same week",
            "water a little every day instead of well twice a week",
            "feed a plant that is only thirsty",
        ),
    ),
    "kitchen": Lessons(
        (
            "Weigh what matters and taste everything else.",
            "Salt early, acid late.",
            "The slowest dish of the menu starts the day.",
            "A station that is cleaned as one goes is faster at the end of the evening.",
        ),
        (
            "trust the clock more than the smell",
            "crowd the pan",
            "double a recipe and forget that the oven stays the same size",
        ),
    ),
    "sport": Lessons(
        (
            "Rest is part of the training plan and belongs in the calendar.",
            "Technique that holds when tired is the only technique that counts.",
            "Change one load at a time: distance, weight or pace.",
            "A short note after every session shows plateaus early.",
        ),
        (
            "race in training",
            "copy the plan of a professional",
            "stretch an injury away",
        ),
    ),
    "music": Lessons(
        (
            "Slow practice without mistakes beats fast practice with them.",
            "Record yourself and listen a day later.",
            "Begin with the bars that fail, and join them to their neighbours afterwards.",
            "In a room full of people the tempo feels slower than it is.",
        ),
        (
            "always start at the beginning",
            "practise until it works once",
            "play louder when they are unsure",
        ),
    ),
    "arts": Lessons(
        (
            "A first version has the right to be bad, as long as it is finished.",
            "Cut the sentence or the line that you are proudest of and see whether anybody misses it.",
            "Look at the work upside down, aloud or from across the street.",
            "Limits, such as two colours or one room, make choices easier.",
        ),
        (
            "explain the work instead of showing it",
            "polish the first page for a year",
            "wait for the mood",
        ),
    ),
    "public": Lessons(
        (
            "Write down who decides, by when and on what grounds.",
            "A meeting without an agenda is a rumour with chairs.",
            "The strongest argument answers the best objection and not the weakest.",
            "Keep the minutes short enough that people read them.",
        ),
        (
            "promise before they have asked who pays",
            "argue with the loudest person in the room",
            "forget to thank those who said no politely",
        ),
    ),
    "science": Lessons(
        (
            "Decide how the data will be analysed before the data are there.",
            "A blank and a known sample belong in every run.",
            "Report the spread along with the mean.",
            "A result that pleases deserves a second look.",
        ),
        (
            "measure often and note the conditions never",
            "throw away the odd point",
            "mistake a trend in five values for a law",
        ),
    ),
    "engineering": Lessons(
        (
            "Tolerances add up, so check the whole chain and not the single part.",
            "Ask how it fails before you ask how it works.",
            "A drawing that can be misread will be.",
            "Leave room for the hand and the spanner.",
        ),
        (
            "make every part stronger except the weakest",
            "test only what they expect",
            "skip the dull inspection",
        ),
    ),
    "trade": Lessons(
        (
            "Cash on the first of the month matters more than profit on paper.",
            "The customer who complains is giving advice for nothing.",
            "Know the margin of every single article.",
            "A price that one cannot explain is a price that one cannot defend.",
        ),
        (
            "count turnover as income",
            "buy stock because it is cheap",
            "answer a complaint with the terms and conditions",
        ),
    ),
    "travel": Lessons(
        (
            "Plan the first night and the last connection, and leave the rest some air.",
            "Copies of papers belong in a second bag.",
            "Ask locals where they eat on a Tuesday.",
            "A delay is shorter with water, a charger and something to read.",
        ),
        (
            "pack for every case that they can think of",
            "book connections without a margin",
            "see five places and remember none",
        ),
    ),
    "craft": Lessons(
        (
            "Sharp tools are safer than blunt ones.",
            "Make a test piece from the same material.",
            "Dry fit before glue.",
            "Measure from one edge all the way along and never from piece to piece.",
        ),
        (
            "sand away what should have been cut right",
            "hurry the drying",
            "buy tools before they have a project",
        ),
    ),
    "animals": Lessons(
        (
            "A fixed hour calms an animal more than a treat.",
            "Watch how it moves before you touch it.",
            "Reward within a second, or it will not know what for.",
            "Fresh water and clean bedding prevent more than any remedy.",
        ),
        (
            "change the food from one day to the next",
            "shout a command three times",
            "read a wagging tail as friendliness",
        ),
    ),
    "home": Lessons(
        (
            "Things that have a place are found without a quarrel.",
            "Ten minutes a day beat one lost Saturday.",
            "Ask children to choose between two options and not whether they want to.",
            "A list on the door is nobody's fault and everybody's memory.",
        ),
        (
            "plan the day without a pause",
            "buy boxes before they have sorted",
            "start three rooms at once",
        ),
    ),
    "community": Lessons(
        (
            "People come back when somebody has learned their name.",
            "A small task with an end date finds more helpers than a great cause.",
            "Say at the start when it will be over, and keep to it.",
            "Thank in public and criticise in private.",
        ),
        (
            "do everything themselves",
            "invite everybody and expect nobody",
            "discuss the name for longer than the plan",
        ),
    ),
}
"""The sentences by the key of a walk of life."""

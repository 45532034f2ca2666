"""Examples of game characters, one for each world that ships."""

from curation.synthesis.examples.form import Written

HOLLOWTIDE = Written(
    "A tax clerk in Ghent who sings in a choir and cannot throw away a receipt",
    (
        """\
Name: Maerle Quittance
Role: A counter of the Ledger Houses who sings with the Salt Choir by night, which neither of the two may know
Appearance: A narrow woman with ink on her cuffs and salt in her eyebrows. Her coat has forty pockets, and paper \
rustles in all of them.
Background: Maerle came to the counting rooms at nine, because she could add a column while she sang another. She \
keeps a receipt for everything that ever passed through her hands, each folded into a fish. When the divers lost their \
deep alto, they heard her hum through a wall, and since then she has gone below with them and paid the price like \
everybody else: she no longer knows her mother's face, only what she was charged for the burial.
Secret: Among her receipts is one that shows that the Drowned Court paid off its whole debt a century ago.
With players: She stops them on the dry street and asks who is going to vouch for their wreck. Who carries three fish \
to three towers for her before the water returns has a debt struck from the books.
Dialogue: “Keep that. You will say it is nothing but paper, and then the tide will ask you for it.”
“I can sing it or I can add it up. Doing both costs extra.”""",
    ),
)

NINTH_ORCHARD = Written(
    "A school cook in Marseille who feeds six hundred children and hides vegetables in everything",
    (
        """\
Name: Odile Sabatier-Nine
Role: Head of the long kitchen on Root, where everything that four decks eat passes over her table
Appearance: Broad, quick and always too warm, with burn marks like a ladder up her left arm. She wears her shift \
number on a wooden spoon.
Background: Odile was born in the year of the thin harvest and learned early that a child will eat what it cannot see. \
She grinds blighted plums into bread, leaves into noodles and roots into anything sweet, and she knows from the plates \
that come back which deck is afraid of what. Twice her name has been drawn for the council, and both times she cooked \
during the meetings.
Secret: She writes the yield of the dimmed orchards a fifth higher in the shift book than it is, so that nobody panics \
before she has found out what the Steward is saving the light for.
With players: They meet her on their first shift, when she lets them weigh the scraps. She asks them to carry a \
covered tray up to the eldest and to tell her which of the twelve does not eat; in return she lets them hear what is \
said in the queue.
Dialogue: “You do not like roots. Good, there are none in it. Eat.”
“The council counts heads. I count spoons, and I am never one short.”""",
    ),
)

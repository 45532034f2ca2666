"""The prompt for game characters, and the two worlds that come with it; any other world can be put in their place."""

from curation.synthesis.prompts.parts import LANGUAGE, PERSONA

HOLLOWTIDE = """\
The world is called Hollowtide. Three hundred years ago the sea rose in one night and stayed. What remains is
an archipelago of bell towers, roof gardens and hilltops, joined by rope ferries and by streets that fall dry
for two hours a day, when the tide draws breath. Four powers share it: the Tidewardens, who keep the bells and
the tables of the hours; the Salt Choir, divers who sing to find their way below; the Ledger Houses, who trade
in salvage and in debts; and the Drowned Court, whose nobles live on under the water and send their heralds up
with pearls and demands. Magic is held in salt, glass and song, it always costs a memory, and nobody here has
ever seen gunpowder, engines or electricity. Players are newcomers who arrive by wreck."""
"""The first world that ships: fantasy."""

NINTH_ORCHARD = """\
The world is called Ninth Orchard. It is a wheel of steel and glass two kilometres across that has been falling
around the sun for ninety-one years. It was sent out to keep seeds, not people; the people are there because trees
have to be pruned. There are 4,100 of them, born aboard all but twelve, on four decks: Root, where water, waste and
heat are turned over; Trunk, with the workshops, the school and the council; Crown, the ring of orchards under
lamps that imitate the seasons of places no one has seen; and Rind, the cold outer hull, where the suits hang.

Nothing here is magic, nobody has met anything alien, and physics forgives nothing: what spins stays down, what
leaks is gone, a part that breaks is mended or done without. There is no money. Everyone has an air allowance and a
shift, and favours are written down in the shift book, where all can read them. Decisions are made by lot: the
council is eleven names drawn every two hundred days, and whoever is drawn may not refuse.

Three quarrels run through every deck. The Stayers want to hold the course for good; the Landers want to spend the
reserve on a moon that may have ice. The Steward, the old machine that runs the lamps, has begun to dim one orchard
each week and answers questions about it with yes or no only. And the twelve eldest will not say why the launch was
brought forward by a year.

Players are apprentices in their first season: young, on probation, allowed through most doors, trusted with
nothing."""
"""The second world that ships: hard science fiction."""

NPC = f"""\
Turn this person into a character for the game world described here.

{{{{ world | default("The world is of your own making: say in passing what holds in it.") }}}}

{PERSONA}
- Carry over what makes this person who they are (trade, knowledge, loyalties, flaws) into a form that
  this world allows.
- Give them something they want, something they hide, and one concrete thing that players can do with them.
- Let their speech be recognisable in two lines of dialogue. Leave out names and places of the real world.

{LANGUAGE}
Name: <the character's name>
Role: <what they are in this world>
Appearance: <one or two sentences>
Background: <one paragraph>
Secret: <one sentence>
With players: <how they are met, what they ask and what they give>
Dialogue: <two lines they say>
"""

"""Examples of problems: mathematics and logical reasoning."""

from curation.synthesis.examples.form import Written

MATH_PLAIN = Written(
    "A deckhand on a cable ferry who ties up the boat and counts the passengers by hand",
    (
        """\
Math problem: Jonna counts the passengers of a cable ferry. A crossing takes 8 minutes, and on each bank the ferry \
lies still for 4 minutes before it sets off again. The first crossing of the day sets off at 6:00 with 10 passengers. \
Every later crossing carries 3 passengers more than the one before until the ferry is full with 40; from then on each \
one carries 40. At 9:00 Jonna adds up the passengers of all crossings that have ended by then. What is her total?
Solution: Crossing k sets off 12·(k − 1) minutes after 6:00 and ends 8 minutes later. It must end within 180 minutes, \
so 12·(k − 1) ≤ 172, that is k − 1 ≤ 14, and 15 crossings count.
Crossing k carries 10 + 3·(k − 1) passengers as long as this is at most 40, which holds up to k = 11, where it is \
exactly 40.
The first 11 crossings carry 11·(10 + 40)/2 = 275 passengers, and the other 4 carry 4·40 = 160.
Together these are 275 + 160 = 435.
Answer: 435 passengers""",
    ),
)

MATH_FOCUS = Written(
    "A tent maker in Thessaloniki who sews awnings for market stalls",
    (
        """\
Math problem: Eleni sews an awning for a corner stall from a triangle of canvas with sides of 13, 14 and 15 \
decimetres. She cuts the largest round window that fits into the triangle and closes it with clear foil. How much \
canvas, in square decimetres, is left around the window?
Solution: The largest circle in a triangle touches all three sides. The lines from its centre to the corners cut the \
triangle into three, each with a side as its base and the radius r as its height, so that the area is r·(13 + 14 + \
15)/2 = 21·r.
By Heron's formula the area is √(21·8·7·6) = √7056 = 84.
Hence r = 84/21 = 4, and the window measures π·4² = 16π.
What is left is 84 − 16π.
Answer: 84 − 16π square decimetres""",
    ),
)

MATH_DIFFICULTY = Written(
    "A letter sorter in Ljubljana who makes up games with the pigeonholes while the machine is being mended",
    (
        """\
Math problem: Nine pigeonholes stand in a row, and pigeonhole number k holds k letters, for k from 1 to 9. In one move \
Tine takes one letter out of each of two neighbouring pigeonholes, if neither is empty, or puts one letter from his \
bag, which holds plenty, into each of two neighbouring pigeonholes. What is the smallest number of letters that the \
nine pigeonholes together can hold after some number of moves?
Solution: Of two neighbouring pigeonholes one has an odd number and the other an even one. A move therefore changes \
the letters in odd pigeonholes and the letters in even ones by the same amount, and their difference never changes. At \
the start the odd ones hold 1 + 3 + 5 + 7 + 9 = 25 and the even ones 2 + 4 + 6 + 8 = 20, so the difference is always \
5, and at least 5 letters remain.
Five can be reached. If pigeonhole k holds a letter, put one letter into each of k − 1 and k − 2, then take one out of \
each of k and k − 1: the letter has gone from k to k − 2, and nothing else has changed. In this way all letters of odd \
pigeonholes come into number 1 and all those of even ones into number 2. Now take one out of each of the two, 20 \
times. Number 1 keeps 25 − 20 = 5 letters, and all others are empty.
Answer: 5 letters""",
    ),
)

MATH_PROFESSIONAL = Written(
    "A hydrologist who designs retention basins for a city below the level of its river",
    (
        """\
Math problem: A retention basin behaves as a linear reservoir: at each moment its outflow Q is proportional to the \
volume V of water in it. In a trial the basin was filled and left alone, and half of the water had run out after 40 \
minutes. A storm now sends a steady 4.8 cubic metres per second into the empty basin for 120 minutes and then ends at \
once. The lock in the canal below may be opened only when the outflow is down to 0.6 cubic metres per second. How many \
minutes after the end of the storm may it be opened?
Solution: A linear reservoir has Q = V/τ with a constant τ, and conservation of water says dV/dt = I − Q for an inflow \
I. With I = 0 this gives V(t) = V(0)·exp(−t/τ); the trial says that exp(−40/τ) = 1/2, so that exp(−t/τ) = 2^(−t/40) \
with t in minutes.
During the storm dQ/dt = (I − Q)/τ with I = 4.8 and Q(0) = 0, hence Q(t) = 4.8·(1 − 2^(−t/40)). At its end Q(120) = \
4.8·(1 − 1/8) = 4.2.
Afterwards the inflow is zero, and s minutes later Q = 4.2·2^(−s/40). This is 0.6 when 2^(s/40) = 7.
So s = 40·log₂(7), which is about 112.3.
Answer: 40·log₂(7) minutes""",
    ),
)

LOGIC_PLAIN = Written(
    "A stage manager of a puppet theatre in Prague who decides who carries which puppet",
    (
        """\
Problem: Four puppets wait on the rail: the devil, the water sprite, the queen and the dog. Alena, Bohdan, Cyril and \
Dana carry one each tonight. The stage manager knows: Alena carries neither the devil nor the queen. Dana carries the \
devil or the water sprite. Cyril does not carry the queen. If Dana carries the devil, Alena carries the dog. If Alena \
carries the dog, Dana carries the water sprite. Who carries which puppet?
Reasoning: The queen is carried by neither Alena nor Cyril, nor by Dana, who has the devil or the water sprite. So it \
is Bohdan's.
If Dana had the devil, Alena would have the dog, and then Dana would have the water sprite, which is not the devil. So \
Dana has the water sprite.
Alena has neither the devil nor the queen, and the water sprite is taken: she has the dog. The devil is left for \
Cyril. This keeps all five conditions.
Answer: Alena carries the dog, Bohdan the queen, Cyril the devil and Dana the water sprite.""",
    ),
)

LOGIC_SPATIAL = Written(
    "A forklift driver in a cold store who finds his pallets when the lights have failed",
    (
        """\
Problem: The lights of the cold store fail while Rui sits on his forklift in the doorway, facing into the hall. He \
knows his way by bays, all of the same length. He drives 5 bays forward, turns right, drives 3 bays forward, turns \
right again, drives 2 bays forward, turns left, drives 4 bays forward, turns left and reverses 3 bays to the pallet. \
Every turn is a quarter turn on the spot. As he now sits, on which side of him is the doorway, and how many bays away?
Reasoning: Call the direction into the hall north and put the doorway at (0, 0), counting bays to the east and to the \
north.
Five forward lead to (0, 5). Turned right he faces east, and 3 forward lead to (3, 5). Turned right he faces south, \
and 2 forward lead to (3, 3). Turned left he faces east, and 4 forward lead to (7, 3). Turned left he faces north; \
reversing 3 moves him south to (7, 0).
He faces north, and the doorway is 7 bays due west of him, which is his left hand.
Answer: Exactly to his left, 7 bays away.""",
    ),
)

LOGIC_RUOZHIBA = Written(
    "A night porter of a small hotel who reads every sign in the house to the letter",
    (
        """\
Problem: The sign in our lift says that it carries eight persons. By the porter's book it has carried some forty \
thousand since it was put in. Do I have to report it as overloaded, or does the count begin anew at each inspection?
Reasoning: The trick lies in “carries eight persons”. The sign means eight at one time; the question takes it for a \
stock that is used up over the years. Once it is read so, the second half, about where the count begins, sounds like a \
matter for the rule book, although there is no count at all.
Answer: There is nothing to report: the limit is for each ride, and every ride begins empty.""",
    ),
)

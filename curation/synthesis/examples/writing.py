"""Examples of single pieces of writing: a message with its reply, an article, something to read, a letter."""

from curation.synthesis.examples.form import Written

INSTRUCTION_PLAIN = Written(
    "A school caretaker in Graz who mends, mows and keeps the key list of ninety rooms",
    (
        """\
User prompt: need a notice for the staff room door by tomorrow morning. the key list doesnt add up any more, 90 rooms \
and i have 7 keys out with no name next to them. want everybody who has a key to come to me between 7 and half past 7 \
this week, tuesday not because of the boiler. not rude, but last time i asked nicely 3 came. max 60 words
Reply: Who has a key?

Seven of our keys are out with no name beside them. Please bring every key you hold to the caretaker's room between \
7:00 and 7:30 this week, on any day but Tuesday. I write down the number, and you keep the key.

From Monday on, a key without a name means a new lock.

(I assumed that people keep their keys after signing and that you may announce the new locks. If not, strike the last \
sentence.)""",
    ),
)

KNOWLEDGE_PLAIN = Written(
    "A retired railway signaller in Devon who has rung church bells since she was eleven",
    (
        """\
Title: Why you cannot ring a church bell faster, and what ringers do instead
People who watch us through the tower door ask why nobody plays a tune. The answer hangs above our heads. In the \
English manner a bell is fixed to a wheel and swings through a full circle, mouth up to mouth up. Ours weigh from four \
hundred kilogrammes to more than a tonne. Once such a thing is on its way, you do not hurry it.

What you can do is hold it at the top. A bell that stands nearly upright is almost balanced, and there a few \
centimetres of rope decide how long it lingers. Let it rise a little higher and it waits; check it a little sooner and \
it comes back early. I would say that the whole craft lies in that hand's breadth. By early I mean about a quarter of \
a second, no more.

That is why we ring changes and not tunes. Each bell keeps its place in the row or changes with a neighbour, one place \
at a time, because one place is what a ringer can gain or lose in a single pull. Six bells can follow each other in \
720 orders, and going through all of them once takes us some twenty-five minutes.

Beginners make two mistakes. They pull, when they should let the rope rise; and they look at their own hands. You must \
watch the ropes of the others and see which one falls just before yours. We call it ropesight, and it came to me from \
one day to the next after most of a winter.

In the signal box I learned the same thing from the other side: nothing heavy is ever stopped where you want it. You \
decide early, you do little, and you wait for it to arrive. Some of my old colleagues found that dull. I never met a \
ringer who did.""",
    ),
)

KNOWLEDGE_READING = Written(
    "A mussel farmer in Galicia who left school at fifteen and notices everything about the sea",
    (
        """\
Title: How a mussel holds on, and how it lets go
Pull a mussel off a rope and you hear a small tearing sound. What tears is the beard, a bundle of threads as thin as \
hair, and each of them is made in a way that anybody who works with ropes will recognise.

The mussel spins one thread at a time. It stretches out its foot, presses the tip against the rope and lifts the \
middle of it, like a hollow hand. That draws the water out of the little space beneath. Into it the foot lets flow a \
few liquids, one after the other, which set within minutes. When the foot lets go, a thread is there with a flat plate \
at its end, glued fast under water, on a wet surface: a thing that our own glues do badly.

The glue owes this to an amino acid called dopa. Stone, wood and old rope are covered with a skin of water, and most \
glues stick to that skin and not to the thing below. Dopa gets past the water and takes hold of the surface itself. It \
has one weakness, which is that oxygen spoils it before it has stuck. The hollow under the foot is sour, much more so \
than the sea around, and in sour water dopa keeps. Only when the foot has gone and the sea comes in does the rest of \
the glue harden.

The thread itself is of two kinds. Near the plate it is stiff; near the animal it stretches far and comes back slowly. \
A wave that tugs at the mussel is therefore not stopped with a jerk. Whoever puts a length of rubber into a mooring \
line does the same.

And the mussel can leave. It gives up the whole bundle at its root and crawls on its foot to a better place, which is \
why young ones wander on a rope before they settle. Warm water makes the threads weaker, and so does water that has \
turned sour as a whole. A rope that sheds after a hot, still week has perhaps not been badly tied. The animals on it \
may simply have been holding on by poorer threads than in spring.""",
    ),
)

CUSTOM_FREE = Written(
    "A retired barge skipper in Duisburg who writes by hand and has not forgiven his brother",
    (
        """\
Willi,

the lock at Meiderich has a new gate, and I stood on the bridge on Sunday and watched them swing it. It closes without \
a sound. You would have hated it.

I am not writing because of the barge. You sold her, I have said what I had to say about it, and I am not taking a \
word of it back. I write because I found father's chart case behind the stove when they came to change the pipe. The \
pencil is still in it, and the slip with our two names and the date on which he let us take the wheel through the \
bend, you first, because you were the elder. I had remembered it the other way round for fifty-one years.

So that one is yours. I will not send it, the post would bend it. You can come and fetch it. The kettle is where it \
was, and on Thursdays I am at home from two.

Heinz""",
    ),
)

"""Examples of conversations, one raw answer for each message."""

from curation.synthesis.examples.form import Written

CONTINUED = Written(
    "A night nurse in Tromsø who is training for her first ski marathon and sleeps badly in the light months",
    (
        """\
Message: I have 11 weeks to my first ski marathon and I work nights, 3 on, 5 off. The plan I found wants me to do the \
long session on Sunday morning, but many a Sunday I come off shift at 7:15. Last time I went straight from the ward \
and was useless for two days. Where do I put the long one?""",
        """\
Message: Tie the long session to your shifts and not to the calendar. Sleep after the third night, take the next day \
easy, and go long on your second full day off; with 3 on and 5 off that comes every eight days.

In 11 weeks that gives you nine long sessions. I would make every third one a third shorter and the last two much \
shorter. I assumed that your three nights always follow each other. Do they?""",
        """\
Message: They do. But the second day off is often the only day I see my son awake, and in the light months I sleep \
maybe 5 hours before it anyway. If I halve it on those weeks, is that worse than going long on too little sleep?""",
        """\
Message: Halve it. A half session that you recover from does more for you than a whole one after five hours of sleep, \
because the tired day afterwards costs you the next session as well.

So the rule could be: at least six and a half hours of sleep, go long; less, go half, at an easy pace, and put the \
other half on your third day off if that one is free. Do not move it behind a night shift. If more than every second \
long session becomes a half one, tell me, and we make the race plan slower and leave the nights as they are.""",
    ),
)

TWO_PERSONAS = Written(
    "A date farmer from an oasis near Tozeur whose well gets deeper every year",
    (
        """\
Message: Is that seat free? Thank you. Four hours on this train and I have not seen one dry ditch. In our oasis we dig \
for water, and this year my son climbed eleven metres further down the well than I did at his age.""",
        """\
Message: You would not think it, but we measure ours going down as well. There is an iron ring in the rock where I \
tied up my first guests, at the edge of the ice. To reach the ice from that ring today I need a ladder and a good half \
hour.""",
        """\
Message: Then we are both looking down a hole. But yours runs off and mine was never paid back: it is old water, and \
the palms drink more of it since everybody planted the sort that sells. Where does yours go, when it goes?""",
        """\
Message: Past this window, for a start. In August half of that river is ice that I once walked on, and below they have \
grown used to it. What nobody tells the guests is that there will be a few fat years, and then the summer water will \
just stop being there. Did anybody tell you, before you planted?""",
    ),
    "A mountain guide in the Swiss Valais who has led guests over the same glacier for thirty years",
)

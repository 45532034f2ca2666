"""Walks of life: the things, people and places that a text about somebody may speak of."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Domain:
    """Words for one walk of life.

    Attributes:
        name: A short key.
        cues: Beginnings of words that speak for it.
        things: Countable things, in the plural.
        box: What they are packed in, singular and plural.
        people: Those who work or live there, in the plural.
        spot: Where it happens, with its article.
        event: What everybody prepares for, with its article.
        liquid: Something that is mixed by percentage.
        plot: Something flat and rectangular.
        jobs: What there is to do, as gerunds.
    """

    name: str
    cues: tuple[str, ...]
    things: tuple[str, ...]
    box: tuple[str, str]
    people: str
    spot: str
    event: str
    liquid: str
    plot: str
    jobs: tuple[str, ...]


def find_domain(role: str, whole: str) -> Domain:
    """Return the walk of life with the most cues; a cue in the role counts three times.

    Args:
        role: The role phrase of the persona.
        whole: The text that was read of it, in lower case.
    """
    scores = [3 * _hits(domain, role.lower()) + _hits(domain, whole) for domain in DOMAINS]
    best = max(scores)
    return DOMAINS[scores.index(best)] if best else DOMAINS[-1]


def _hits(domain: Domain, text: str) -> int:
    """Count the words that begin with a cue."""
    return sum(word.startswith(domain.cues) for word in re.findall(r"\w+", text))


def _domain(name: str, cues: str, things: str, packed: str, scene: str, jobs: str) -> Domain:
    """Make a walk of life from lists that are written as one text each."""
    box, boxes, people = packed.split(", ")
    spot, event, liquid, plot = scene.split(", ")
    return Domain(
        name,
        tuple(cues.split()),
        tuple(things.split(", ")),
        (box, boxes),
        people,
        spot,
        event,
        liquid,
        plot,
        tuple(jobs.split(", ")),
    )


DOMAINS = (
    _domain(
        "health",
        "nurs doctor patient therap dermat psych medic clinic health surg pharm hospital epidem immun optom midwi"
        " caregiver diagnos depress chronic dentist",
        "bandages, test strips, appointment cards, sample tubes, leaflets",
        "tray, trays, nurses",
        "the clinic, the screening day, disinfectant, the waiting room",
        "checking the medicine cupboard, the early ward round, updating the charts, the handover, phone calls",
    ),
    _domain(
        "teaching",
        "teach school student educat lectur professor tutor librar alum pupil universit classroom curricul academ"
        " college counsel",
        "exercise books, worksheets, flash cards, library books, quiz sheets",
        "folder, folders, students",
        "the classroom, the open day, poster paint, the school hall",
        "marking essays, preparing the lab, the parents' evening, the reading hour, copying worksheets",
    ),
    _domain(
        "software",
        "software developer program javascript python web cyber cloud linux startup hacker comput internet algorithm"
        " server digital mobile technolog coder coding database",
        "test cases, bug reports, log files, build jobs, backup drives",
        "rack, racks, developers",
        "the server room, the release, coolant, the server room floor",
        "reviewing pull requests, fixing the build, writing tests, the stand-up, updating the manual",
    ),
    _domain(
        "growing",
        "farm agricult garden crop soil orchard harvest plant topiary vine rural forest seed ranch beekeep grower"
        " fisher",
        "seedlings, apples, seed bags, pumpkins, bean plants",
        "crate, crates, pickers",
        "the greenhouse, the harvest fair, liquid feed, the vegetable bed",
        "pruning, watering the seedlings, mending the fence, sorting the crop, loading the van",
    ),
    _domain(
        "kitchen",
        "chef cook baker bak restaur food bartend brew coffee whisk wine distill grocer meal culinar hotel cafe waiter",
        "loaves, dumplings, jars, plates, lemon tarts",
        "tray, trays, cooks",
        "the kitchen, the street feast, syrup, the serving counter",
        "kneading the dough, stocking the cold room, tasting the sauces, writing the menu, washing up",
    ),
    _domain(
        "sport",
        "sport athlet football basketball baseball tennis cricket racing cycl player swim volley kabaddi fitness"
        " crossfit bullfight golf runner marathon boxing boxer skier gymn coach league",
        "training balls, tickets, water bottles, jerseys, medals",
        "bag, bags, players",
        "the training ground, the season opener, sports drink, the practice pitch",
        "the warm-up, the video review, sprint training, checking the kit, the physio session",
    ),
    _domain(
        "music",
        "music sing band guitar piano drum concert orchestr compos bard song sinatra choir violin dj",
        "programmes, sheet-music folders, vinyl records, guitar strings, concert tickets",
        "case, cases, musicians",
        "the rehearsal room, the summer concert, varnish, the stage",
        "tuning up, the sound check, copying parts, the choir rehearsal, packing the van",
    ),
    _domain(
        "arts",
        "artist paint sculpt film actor actress novel writ poet journal photo mural theat design editor report blog"
        " author movie cinema arts playwright bookworm televis",
        "sketches, frames, manuscripts, costumes, catalogues",
        "portfolio, portfolios, artists",
        "the studio, the opening night, ink, the gallery wall",
        "cutting the first scene, hanging the pictures, proofreading, the dress rehearsal, answering letters",
    ),
    _domain(
        "public",
        "law legal politic diplom police govern communit rights justice minist activ advocat soldier veteran officer"
        " firefight emergen mayor investigat secur milit election constituen",
        "case files, leaflets, petition sheets, permits, ballot papers",
        "binder, binders, volunteers",
        "the town hall, the public hearing, stamp ink, the council chamber",
        "reading the bylaws, the press briefing, sorting petitions, the site visit, drafting the minutes",
    ),
    _domain(
        "science",
        "scien physic chem biolog ecolog research astro math geolog meteor histor archaeo linguist econom statist"
        " scholar philosoph museum planet laborator spacecraft",
        "samples, slides, field notes, test tubes, specimens",
        "rack, racks, researchers",
        "the laboratory, the field season, buffer solution, the sampling plot",
        "calibrating the scale, labelling samples, the group seminar, cleaning the bench, reading the logs",
    ),
    _domain(
        "engineering",
        "engineer mechan electr pilot robot machin technic manufactur architect automot energy aerosp industr"
        " factory tuner weld vehicle",
        "bolts, bearings, circuit boards, valves, gauges",
        "bin, bins, technicians",
        "the workshop, the acceptance test, cutting fluid, the assembly floor",
        "aligning the shaft, the safety check, reading drawings, ordering parts, testing the relay",
    ),
    _domain(
        "trade",
        "business owner market sales invest financ account bank entrepren manager ceo trader consult insur execut"
        " customer import retail shop bookkeep brand founder clerk",
        "invoices, parcels, gift boxes, price tags, receipts",
        "carton, cartons, clerks",
        "the back office, the stocktaking, cleaning concentrate, the shop floor",
        "closing the books, the supplier call, counting stock, packing orders, checking invoices",
    ),
    _domain(
        "travel",
        "travel tour guide driver flight airline sail island globetrot backpack truck transit nomad explor postal"
        " courier railway",
        "maps, postcards, luggage tags, tickets, guidebooks",
        "suitcase, suitcases, travellers",
        "the station, the round trip, screen wash, the parking area",
        "checking the route, booking beds, the border papers, loading luggage, the evening briefing",
    ),
    _domain(
        "craft",
        "craft carpent build construct quilt textil tailor pott wood soap jewel repair seam knit mason plumb"
        " furnitur handmade interior cloth fashion",
        "tiles, quilt squares, wooden pegs, bricks, buttons",
        "basket, baskets, apprentices",
        "the bench, the craft market, wood stain, the courtyard",
        "cutting the pieces, sanding, mixing glaze, measuring twice, delivering the order",
    ),
    _domain(
        "animals",
        "animal vet horse hound husky bird wildlife breed zoo cats pets dogs puppy",
        "food bowls, collars, bales of hay, nest boxes, vaccination cards",
        "kennel, kennels, keepers",
        "the yard, the adoption day, shampoo, the exercise yard",
        "the morning feed, brushing coats, cleaning the stalls, the vet's visit, long walks",
    ),
    _domain(
        "home",
        "parent mother father brother sister housewife child teen kid famil roommate twin grand retire elder neighbo"
        " resident homeless unemploy widow",
        "building blocks, photographs, clothes pegs, biscuits, letters",
        "drawer, drawers, neighbours",
        "the kitchen table, the birthday party, orange squash, the living-room floor",
        "the laundry, the school run, the shopping, tidying the hall, reading aloud",
    ),
    _domain(
        "community",
        "",
        "badges, posters, collector cards, stickers, name tags",
        "box, boxes, members",
        "the club room, the annual meeting, lemonade, the meeting room",
        "opening the doors, writing the newsletter, the quiz round, setting out chairs, the raffle",
    ),
)
"""In the order in which a tie is decided; the last one is for everybody else."""

"""The tool scenario: an interface with six keys that would be of use to the persona."""

import json
import re
from dataclasses import asdict, dataclass

from curation.providers.demo.scene import Scene

_KEYS = ("name", "description", "function_name", "input_args", "return", "depend")
_COMMON_ARGS = (
    ("limit", "integer, most entries in the result, 1 to 500; default 50"),
    ("time_zone", "string, IANA name; default UTC"),
    ("dry_run", "boolean, true to change nothing and only report; default false"),
    ("requested_by", "string, name for the log, at most 80 characters"),
    ("timeout_s", "number, seconds until it gives up, 1 to 120; default 20"),
    ("unit_system", "string, one of: metric, imperial; default metric"),
)
_COMMON_FIELDS = (
    ("warnings", "array of strings, empty where nothing was odd"),
    ("computed_at", "string, ISO 8601 time in UTC"),
    ("sources", "array of strings, what the result rests on"),
    ("elapsed_s", "number, seconds that the call took"),
)
_PLAIN_WORD = re.compile(r"[a-z][a-z0-9]{2,15}")


@dataclass(frozen=True, slots=True)
class _Tool:
    """An interface, with `returns` for the key `return`, which is a word of Python."""

    name: str
    description: str
    function_name: str
    input_args: dict[str, str]
    returns: dict[str, str]
    depend: list[str]


def write_tool(scene: Scene) -> str:
    """Write the interface as JSON."""
    makers = (_planner, _finder, _meter, _estimator, _watcher, _matcher, _tracker, _checker)
    fields = asdict(makers[scene.rng.randrange(len(makers))](scene))
    fields["input_args"] |= dict([scene.rng.choice(_COMMON_ARGS)])
    fields["return"] = fields.pop("returns") | dict([scene.rng.choice(_COMMON_FIELDS)])
    return json.dumps({key: fields[key] for key in _KEYS}, ensure_ascii=False, indent=2)


def _snake(text: str, most: int) -> str:
    """Make the end of an identifier from the first plain words of a text, or "" where there are none."""
    return "_".join(_PLAIN_WORD.findall(text.lower())[:most])


def _subject(scene: Scene) -> str:
    """Return the topic as part of an identifier, or the walk of life where no plain word is in it."""
    return _snake(scene.facts.subject, 3) or scene.domain.name


def _titled(text: str) -> str:
    """Begin a title with a capital."""
    return text[:1].upper() + text[1:]


def _for_whom(scene: Scene) -> str:
    """Say for whom the tool is made."""
    facts = scene.facts
    return scene.one(
        f"Made for {facts.who}.",
        f"It serves {facts.who}, and others who have to do with {facts.topic}.",
        f"Meant for daily use by {facts.who}.",
        f"Asked for by {facts.who}, who needs it before {scene.domain.event}.",
    )


def _planner(scene: Scene) -> _Tool:
    """Plan jobs into hours."""
    job = scene.one(*scene.domain.jobs)
    hours = scene.rng.randint(4, 12)
    return _Tool(
        _titled(f"{scene.facts.subject} day planner"),
        f"Fits {job} and the other jobs at {scene.domain.spot} into the free hours of a day, by duration and"
        f" deadline. {_for_whom(scene)}",
        f"plan_{_subject(scene)}_day",
        {
            "date": "string, ISO 8601 date, today or later",
            "jobs": "array of objects with name, minutes (integer, 5 to 480) and deadline (ISO 8601 time or null)",
            "free_hours": f"number of hours that can be used, 0.5 to {hours}",
            "pause_minutes": "integer, pause between two jobs, 0 to 60; default 10",
        },
        {
            "schedule": "array of objects with name, start and end (ISO 8601 times)",
            "left_over": "array of the names that did not fit, each with a reason",
        },
        ["OR-Tools constraint solver", f"calendar of {scene.domain.spot} (CalDAV)"],
    )


def _finder(scene: Scene) -> _Tool:
    """Look up records near a place."""
    place = scene.facts.place or "the given place"
    radius = scene.rng.choice((5, 10, 25, 50, 100))
    return _Tool(
        _titled(f"{scene.facts.subject} finder"),
        f"Looks up dates, addresses and contacts for {scene.facts.topic} around {place}, sorted by distance."
        f" {_for_whom(scene)}",
        f"find_{_subject(scene)}",
        {
            "latitude": "number, degrees, -90 to 90",
            "longitude": "number, degrees, -180 to 180",
            "radius_km": f"number, kilometres, above 0 and at most {radius}",
            "from_date": "string, ISO 8601 date; entries that ended earlier are left out",
        },
        {
            "entries": "array of objects with title, address, distance_km, opens_at and contact",
            "is_complete": "boolean, false where a source did not answer",
        },
        ["OpenStreetMap Overpass API", "the municipal open-data portal"],
    )


def _meter(scene: Scene) -> _Tool:
    """Read sensors."""
    quantity, unit, low, high = scene.rng.choice(
        (
            ("temperature", "°C", -20, 60),
            ("humidity", "% relative", 0, 100),
            ("sound level", "dB(A)", 20, 120),
            ("brightness", "lux", 0, 100_000),
            ("CO2 concentration", "ppm", 300, 10_000),
        )
    )
    return _Tool(
        _titled(f"{quantity} reader for {scene.domain.spot}"),
        f"Reads the {quantity} where the {scene.thing()} are kept and tells whether it has left the permitted range."
        f" {_for_whom(scene)}",
        f"read_{_snake(quantity, 2)}_for_{_subject(scene)}",
        {
            "sensor_id": "string, identifier printed on the sensor, 4 to 16 characters",
            "minimum": f"number, {unit}, {low} to {high}",
            "maximum": f"number, {unit}, above minimum and at most {high}",
            "window_minutes": "integer, minutes over which readings are averaged, 1 to 1440",
        },
        {
            "mean": f"number, {unit}, over the window",
            "outside_minutes": "integer, minutes spent outside the range",
            "last_seen": "string, ISO 8601 time of the last reading",
        },
        ["MQTT broker on the local network", f"{quantity} sensor with a calibration record"],
    )


def _estimator(scene: Scene) -> _Tool:
    """Estimate how much is needed."""
    thing = scene.thing()
    return _Tool(
        _titled(f"{thing} estimator"),
        f"Computes how many {thing} are needed for {scene.domain.event} from past use, with a range instead of one"
        f" number. {_for_whom(scene)}",
        f"estimate_{_snake(thing, 3)}_for_{_subject(scene)}",
        {
            "past_use": f"array of integers, {thing} used on earlier occasions, at least 3 values",
            "expected_people": f"integer, number of {scene.domain.people}, 1 to 100000",
            "confidence": "number, share of cases in which the stock must suffice, 0.5 to 0.99",
        },
        {
            "recommended": f"integer, {thing} to provide",
            "low": "integer, lower end of the range",
            "high": "integer, upper end of the range",
            "note": "string, which assumption matters most",
        },
        ["NumPy", "the stock list of earlier years (CSV)"],
    )


def _watcher(scene: Scene) -> _Tool:
    """Watch sources for news."""
    days = scene.rng.choice((1, 3, 7, 14, 30))
    return _Tool(
        _titled(f"{scene.facts.subject} watch"),
        f"Compares today's notices about {scene.facts.topic} with those of {days} days ago and returns only what"
        f" changed. {_for_whom(scene)}",
        f"watch_{_subject(scene)}_changes",
        {
            "sources": "array of strings, feed addresses (https), 1 to 50",
            "since": f"string, ISO 8601 date, at most {days} days ago",
            "keywords": "array of strings, at least one must occur; an empty array lets everything through",
        },
        {
            "added": "array of objects with title, address, published (ISO 8601) and matched keyword",
            "removed": "array of addresses that are gone",
            "unreachable": "array of sources that did not answer within 10 s",
        },
        ["feedparser", "a key-value store for yesterday's state"],
    )


def _matcher(scene: Scene) -> _Tool:
    """Match people with jobs."""
    people = scene.domain.people
    return _Tool(
        _titled(f"{people} rota for {scene.domain.event}"),
        f"Assigns {people} to jobs at {scene.domain.spot} so that wishes are met and nobody has two at once."
        f" {_for_whom(scene)}",
        f"assign_{_snake(people, 1)}_to_{_subject(scene)}",
        {
            "people": "array of objects with name, available (ISO 8601 intervals) and skills (strings)",
            "jobs": "array of objects with name, start, end and needed_skill",
            "max_hours": f"number, hours per person, 1 to {scene.rng.randint(6, 12)}",
        },
        {
            "assignments": "array of objects with job and person",
            "open_jobs": "array of jobs that nobody can take, with the missing skill or hour",
            "fairness": "number from 0 to 1; 1 means that all work equally long",
        },
        ["SciPy linear_sum_assignment", f"contact list of the {people}"],
    )


def _tracker(scene: Scene) -> _Tool:
    """Keep a record with a photograph."""
    thing = scene.thing()
    return _Tool(
        _titled(f"{thing} register"),
        f"Adds one of the {thing} to a register by photographing its label, and says whether it was there before."
        f" {_for_whom(scene)}",
        f"register_{_snake(thing, 2)}_for_{_subject(scene)}",
        {
            "photo": "bytes, JPEG or PNG, at most 8 MB, label in focus",
            "location": f"string, where in {scene.domain.spot} it is kept, at most 60 characters",
            "condition": "string, one of: new, used, damaged",
        },
        {
            "entry_id": "string, identifier in the register",
            "label_text": "string, what was read on the label",
            "is_new": "boolean, false where an entry with this label exists",
        },
        ["Tesseract OCR", "SQLite database of the register"],
    )


def _checker(scene: Scene) -> _Tool:
    """Check a document against rules."""
    return _Tool(
        _titled(f"{scene.facts.subject} rule check"),
        f"Checks a document on {scene.facts.topic} against a list of rules and returns the lines that break one."
        f" {_for_whom(scene)}",
        f"check_{_subject(scene)}_document",
        {
            "document": "string, path of a PDF or DOCX file of at most 200 pages",
            "rules": "array of objects with id, pattern (regular expression) and message",
            "language": "string, ISO 639-1 code; default en",
        },
        {
            "findings": "array of objects with rule id, page, line and message",
            "pages_read": "integer, 0 to 200",
        },
        ["pdfplumber", "python-docx"],
    )

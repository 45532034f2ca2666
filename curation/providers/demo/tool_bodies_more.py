"""Bodies of Python functions, continued: tools that watch, assign, register and check."""

from collections.abc import Mapping
from typing import Final

from curation.providers.demo.tool_bodies import BODIES_ONE, Body

_WATCH = Body(
    ("sources", "since", "keywords"),
    ("from datetime import date",),
    '''
NOTICES = {
    "https://example.org/notices.xml": [
        {"title": "New dates: $subject", "address": "https://example.org/n/31",
         "published": "2026-02-20", "gone": None},
        {"title": "Changed hours: $subject", "address": "https://example.org/n/24",
         "published": "2025-11-02", "gone": "2026-02-18"},
        {"title": "Call for helpers", "address": "https://example.org/n/12",
         "published": "2025-05-09", "gone": None},
    ],
}


def _fetch_notices(source: str) -> list[dict] | None:
    """Return the notices of a source, or None where it does not answer; here from the constant NOTICES."""
    return NOTICES.get(source)
''',
    """
if not sources:
    raise ValueError("At least one source is needed.")
first_day = date.fromisoformat(since)
added, removed, unreachable = [], [], []
for source in sources:
    notices = _fetch_notices(source)
    if notices is None:
        unreachable.append(source)
        continue
    for notice in notices:
        matched = [word for word in keywords if word.lower() in notice["title"].lower()]
        if keywords and not matched:
            continue
        if notice["gone"]:
            if date.fromisoformat(notice["gone"]) >= first_day:
                removed.append(notice["address"])
        elif date.fromisoformat(notice["published"]) >= first_day:
            added.append({
                "title": notice["title"],
                "address": notice["address"],
                "published": notice["published"],
                "matched_keyword": matched[0] if matched else "",
            })
result = {"added": added, "removed": removed, "unreachable": unreachable}
""",
)

_ASSIGN = Body(
    ("people", "jobs", "max_hours"),
    ("from datetime import datetime",),
    '''
def _interval(text: str) -> tuple[datetime, datetime]:
    """Read an ISO 8601 interval, its start and its end with a stroke between them."""
    start, end = text.split("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def _is_free(person: dict, start: datetime, end: datetime, taken: list[tuple[datetime, datetime]]) -> bool:
    """Tell whether the person is there all the time and has no other job then."""
    there = any(begin <= start and end <= until for begin, until in map(_interval, person["available"]))
    return there and all(end <= begin or until <= start for begin, until in taken)
''',
    """
if max_hours < 1:
    raise ValueError("Everybody must be allowed to work for at least one hour.")
hours = {person["name"]: 0.0 for person in people}
taken = {person["name"]: [] for person in people}
assignments, open_jobs = [], []
for job in sorted(jobs, key=lambda job: job["start"]):
    start, end = datetime.fromisoformat(job["start"]), datetime.fromisoformat(job["end"])
    length = (end - start).total_seconds() / 3600
    skilled = [person for person in people if job["needed_skill"] in person["skills"]]
    fit = [
        person["name"] for person in skilled
        if hours[person["name"]] + length <= max_hours and _is_free(person, start, end, taken[person["name"]])
    ]
    if not fit:
        reason = "nobody has an hour for it" if skilled else f"nobody has the skill {job['needed_skill']!r}"
        open_jobs.append({"job": job["name"], "missing": reason})
        continue
    # Whoever has worked least so far takes it.
    name = min(fit, key=lambda who: (hours[who], who))
    hours[name] += length
    taken[name].append((start, end))
    assignments.append({"job": job["name"], "person": name})
# Jain's index: 1 where all work equally long.
squares = sum(worked * worked for worked in hours.values())
fairness = sum(hours.values()) ** 2 / (len(hours) * squares) if squares else 1.0
result = {"assignments": assignments, "open_jobs": open_jobs, "fairness": round(fairness, 3)}
""",
)

_REGISTER = Body(
    ("photo", "location", "condition"),
    ("from hashlib import sha256",),
    '''
MAX_PHOTO_BYTES = 8 * 1024 * 1024
PHOTO_STARTS = (b"\\xff\\xd8\\xff", b"\\x89PNG")
CONDITIONS = ("new", "used", "damaged")
LABELS: dict[str, str] = {}
REGISTER: dict[str, dict[str, str]] = {}


def _read_label(photo: bytes) -> str:
    """Return the text on the label; here from the constant LABELS by the photo's hash, in use by a text reader."""
    digest = sha256(photo).hexdigest()
    return LABELS.get(digest, f"unread label {digest[:8]}")
''',
    """
if not photo.startswith(PHOTO_STARTS) or len(photo) > MAX_PHOTO_BYTES:
    raise ValueError("The photo must be a JPEG or PNG of at most 8 MB.")
if condition not in CONDITIONS:
    raise ValueError(f"The condition must be one of {', '.join(CONDITIONS)}.")
if not 0 < len(location) <= 60:
    raise ValueError("The location must have 1 to 60 characters.")
label_text = _read_label(photo)
entry_id = sha256(label_text.encode()).hexdigest()[:12]
is_new = entry_id not in REGISTER
if changes:
    REGISTER[entry_id] = {"label": label_text, "location": location, "condition": condition}
result = {"entry_id": entry_id, "label_text": label_text, "is_new": is_new}
""",
)

_CHECK = Body(
    ("document", "rules", "language"),
    ("import re",),
    '''
MAX_PAGES = 200
PAGES = {
    "example.pdf": [
        "$subject\\nVersion of 2 March 2026\\nTo be decided later: who pays",
        "Signed: (name missing)",
    ],
}


def _read_pages(document: str) -> list[str]:
    """Return the text of each page; here from the constant PAGES, in use from the file."""
    if document not in PAGES:
        raise ValueError(f"The document {document!r} cannot be read.")
    return PAGES[document]
''',
    """
if not document.lower().endswith((".pdf", ".docx")):
    raise ValueError("The document must be a PDF or DOCX file.")
if not re.fullmatch("[a-z]{2}", language):
    raise ValueError("The language must be a code of two letters.")
pages = _read_pages(document)[:MAX_PAGES]
findings = []
for number, page in enumerate(pages, start=1):
    for line_number, line in enumerate(page.splitlines(), start=1):
        for rule in rules:
            if re.search(rule["pattern"], line):
                findings.append({
                    "rule_id": rule["id"],
                    "page": number,
                    "line": line_number,
                    "message": rule["message"],
                })
result = {"findings": findings, "pages_read": len(pages)}
""",
)

BODIES: Final[Mapping[str, Body]] = {
    **BODIES_ONE,
    "watch": _WATCH,
    "assign": _ASSIGN,
    "register": _REGISTER,
    "check": _CHECK,
}
"""Every body by the first word of the function's name."""

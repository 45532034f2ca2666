"""Bodies of Python functions for the tools that the demo generator designs, by the first word of the function's name.

Each has its data, where it needs any, in a constant of the module, and what
reaches for it in a function of its own.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Body(NamedTuple):
    """The parts of a module.

    Attributes:
        takes: The arguments that the body works with; another interface is none of its business.
        imports: What the body needs beside what every module has.
        before: Constants and helpers; "$subject" is what the tool is about.
        lines: The body up to a dictionary `result`, without indentation; `zone` is the time zone.
    """

    takes: tuple[str, ...]
    imports: tuple[str, ...]
    before: str
    lines: str


_MOMENT = '''
def _moment(text: str, zone: tzinfo) -> datetime:
    """Read an ISO 8601 time; one without an offset is in the zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
'''

_PLAN = Body(
    ("date", "jobs", "free_hours", "pause_minutes"),
    ("from datetime import datetime, timedelta, timezone, tzinfo",),
    f"FIRST_HOUR = 8\n\n{_MOMENT}",
    """
if not jobs:
    raise ValueError("There is no job to plan.")
if free_hours < 0.5:
    raise ValueError("At least half an hour must be free.")
start = _moment(date, zone).replace(hour=FIRST_HOUR, minute=0)
end = start + timedelta(hours=free_hours)
# The earliest deadline goes first; jobs without one come last, short ones before long ones.
deadlines = {job["name"]: _moment(job["deadline"], zone) if job["deadline"] else end for job in jobs}
waiting = sorted(jobs, key=lambda job: (deadlines[job["name"]], job["minutes"]))
schedule, left_over, at = [], [], start
for job in waiting:
    name, done = job["name"], at + timedelta(minutes=job["minutes"])
    if done > end:
        left_over.append(f"{name}: the free hours are used up")
    elif done > deadlines[name]:
        left_over.append(f"{name}: cannot be done before its deadline")
    else:
        schedule.append({"name": name, "start": at.isoformat(), "end": done.isoformat()})
        at = done + timedelta(minutes=pause_minutes)
result = {"schedule": schedule, "left_over": left_over}
""",
)

_FIND = Body(
    ("latitude", "longitude", "radius_km", "from_date"),
    ("from datetime import date", "from math import asin, cos, radians, sin, sqrt"),
    '''
EARTH_RADIUS_KM = 6371.0
ENTRIES = [
    {"title": "Open evening: $subject",
     "address": "12 Mill Lane", "contact": "office@example.org",
     "latitude": 47.05, "longitude": 8.31, "from": "2026-02-01", "until": "2027-01-31", "opens_at": "18:00"},
    {"title": "Help desk: $subject",
     "address": "3 Station Square", "contact": "desk@example.org",
     "latitude": 47.02, "longitude": 8.29, "from": "2025-09-01", "until": "2028-06-30", "opens_at": "09:30"},
    {"title": "Spring fair: $subject",
     "address": "1 River Street", "contact": "fair@example.org",
     "latitude": 47.21, "longitude": 8.54, "from": "2025-04-10", "until": "2025-04-12", "opens_at": "10:00"},
]


def _load_entries() -> list[dict]:
    """Return the entries; here they are the constant ENTRIES, in use they come from the map service."""
    return ENTRIES


def _distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance along the surface of a sphere (haversine formula)."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    part = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(part))
''',
    """
if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
    raise ValueError("Latitude or longitude is out of range.")
if radius_km <= 0:
    raise ValueError("The radius must be above 0 km.")
first_day = date.fromisoformat(from_date)
near = []
for entry in _load_entries():
    distance = _distance_km(latitude, longitude, entry["latitude"], entry["longitude"])
    if distance <= radius_km and date.fromisoformat(entry["until"]) >= first_day:
        near.append({
            "title": entry["title"],
            "address": entry["address"],
            "distance_km": round(distance, 2),
            "opens_at": entry["opens_at"],
            "contact": entry["contact"],
        })
near.sort(key=lambda entry: entry["distance_km"])
result = {"entries": near, "is_complete": True}
""",
)

_READ = Body(
    ("sensor_id", "minimum", "maximum", "window_minutes"),
    ("from datetime import datetime, timedelta, timezone", "from statistics import fmean"),
    '''
STEP_MINUTES = 10
LAST_READING = "2026-03-02T12:00:00+00:00"
READINGS = {"S-0412": $readings}


def _read_sensor(sensor_id: str) -> list[tuple[datetime, float]]:
    """Return times and values, oldest first; here from the constant READINGS, in use from the sensor itself."""
    if sensor_id not in READINGS:
        raise ValueError(f"There is no sensor {sensor_id!r}.")
    values, last = READINGS[sensor_id], datetime.fromisoformat(LAST_READING)
    steps = range(len(values) - 1, -1, -1)
    return [(last - timedelta(minutes=STEP_MINUTES * step), value) for step, value in zip(steps, values)]
''',
    """
if minimum >= maximum:
    raise ValueError("The minimum must be below the maximum.")
if not 1 <= window_minutes <= 1440:
    raise ValueError("The window must be from 1 to 1440 minutes.")
readings = _read_sensor(sensor_id)
last_seen = readings[-1][0]
recent = [value for seen, value in readings if last_seen - seen < timedelta(minutes=window_minutes)]
outside = [value for value in recent if not minimum <= value <= maximum]
result = {
    "mean": round(fmean(recent), 2),
    "outside_minutes": min(len(outside) * STEP_MINUTES, window_minutes),
    "last_seen": last_seen.astimezone(zone).isoformat(),
}
""",
)

_ESTIMATE = Body(
    ("past_use", "expected_people", "confidence"),
    ("from math import ceil, floor, sqrt", "from statistics import NormalDist, fmean, stdev"),
    "",
    """
if len(past_use) < 3:
    raise ValueError("At least three earlier occasions are needed.")
if expected_people < 1:
    raise ValueError("At least one person must be expected.")
if not 0.5 <= confidence <= 0.99:
    raise ValueError("The confidence must be from 0.5 to 0.99.")
mean = fmean(past_use)
# A new occasion differs from the mean by its own spread and by the error of the mean.
spread = stdev(past_use) * sqrt(1 + 1 / len(past_use))
one_sided, two_sided = NormalDist().inv_cdf(confidence), NormalDist().inv_cdf((1 + confidence) / 2)
recommended = max(0, ceil(mean + one_sided * spread))
result = {
    "recommended": recommended,
    "low": max(0, floor(mean - two_sided * spread)),
    "high": max(0, ceil(mean + two_sided * spread)),
    "note": f"Assumes an occasion like the earlier ones; this is {recommended / expected_people:.2f} per person.",
}
""",
)

BODIES_ONE: Final[Mapping[str, Body]] = {"plan": _PLAN, "find": _FIND, "read": _READ, "estimate": _ESTIMATE}

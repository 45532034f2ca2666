"""The panel of the bulk view without a browser: what it is given to draw, and what it reports."""

import itertools
import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

_TURNS = (f"turn-{number}" for number in itertools.count(1))


def bulk_on(app: AppTest) -> dict[str, Any]:
    """Return what the panel is given."""
    return dict(json.loads(_panel(app).json))


def items_on(app: AppTest) -> list[dict[str, Any]]:
    """Return the rows that are judged."""
    return list(bulk_on(app)["items"])


def stored_on(app: AppTest) -> str:
    """Return what the panel says of what was saved."""
    (row,) = (row for row in bulk_on(app)["head"] if row["name"] == "stored")
    return str(row["text"])


def on(item: dict[str, Any], action: str, seconds: float = 1.0) -> dict[str, Any]:
    """Return what the browser reports for an act on a row as it is drawn."""
    return {"action": action, "id": item["id"], "version": item["version"], "seconds": seconds}


def press(app: AppTest, *acts: dict[str, Any] | str, turn: str = "") -> AppTest:
    """Report what was pressed, as one report."""
    said = [{"action": act, "seconds": 0} if isinstance(act, str) else act for act in acts]
    return report(app, {"acts": said, "turn": turn or next(_TURNS)})


def report(app: AppTest, pressed: object) -> AppTest:
    """Run the page with a report of the panel, as the browser sends it."""
    states = app._tree.get_widget_states()
    event = states.widgets.add()
    event.id = _make_trigger_id(_panel(app).id, "events")
    event.json_trigger_value = json.dumps([{"event": "press", "value": pressed}])
    return app._run(states)


def _panel(app: AppTest) -> Any:  # noqa: ANN401 - a message of Streamlit's protocol
    (found,) = (part for part in app.get("bidi_component") if part.proto.component_name == "bulk_panel")
    return found.proto

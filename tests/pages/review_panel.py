"""The panel of the review desk without a browser: what it is given to draw, and what it reports."""

import json
from typing import Any

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest


def panel_on(desk: AppTest) -> dict[str, Any]:
    """Return what the panel is given."""
    return dict(json.loads(_panel(desk).json))


def buttons_on(desk: AppTest) -> dict[str, dict[str, Any]]:
    """Return the buttons of the panel that can be pressed, by their action."""
    buttons = [button for row in panel_on(desk)["rows"] for button in row["buttons"] if not button["is_off"]]
    found = {button["action"]: button for button in buttons}
    assert len(found) == len(buttons)
    return found


def panel_text(desk: AppTest) -> str:
    """Return what is written on the panel, the labels of its buttons included."""
    rows = panel_on(desk)["rows"]
    return " ".join(
        part for row in rows for part in (row["title"], row["text"], *(button["label"] for button in row["buttons"]))
    )


def press(desk: AppTest, *pressed: str) -> AppTest:
    """Press buttons or keys one after the other, each on the screen that the one before has drawn."""
    for one in pressed:
        action = panel_on(desk)["keys"].get(one, one)
        assert action in buttons_on(desk) or one in panel_on(desk)["keys"]
        report(desk, {"action": action, "shown": panel_on(desk)["shown"], "turn": action})
        assert not desk.exception
        assert panel_on(desk)["answered"] == action
    return desk


def report(desk: AppTest, pressed: object) -> AppTest:
    """Run the page with a report of the panel, as the browser sends it."""
    states = desk._tree.get_widget_states()
    event = states.widgets.add()
    event.id = _make_trigger_id(_panel(desk).id, "events")
    event.json_trigger_value = json.dumps([{"event": "press", "value": pressed}])
    return desk._run(states)


def _panel(desk: AppTest) -> Any:  # noqa: ANN401 - a message of Streamlit's protocol
    (found,) = (part for part in desk.get("bidi_component") if part.proto.component_name == "question_panel")
    return found.proto

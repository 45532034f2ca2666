"""A small client of Streamlit's websocket: it opens a page, acts on it and waits for the run, as the browser does.

What is sent was read off the frames of a real browser: the address and the
cookie of the handshake, a first run of the whole page, then reruns with the
state of the page's text boxes and one trigger, of the fragment that drew the
component. Messages come back as protocol buffers, one a frame. Nothing is
drawn, so that one process can be many people.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

_TRIGGERS: Final = "$$STREAMLIT_INTERNAL_KEY_{id}__events"
"""The widget under which a component of the second version reports its triggers."""
_FINISHED: Final = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
_NO_COMPRESSION: Final = None
"""Streamlit asks for none on loopback, and the client should not be what is measured."""


class RunFailedError(RuntimeError):
    """The script raised, or the server closed the connection before the run was over."""


@dataclass(slots=True)
class StreamlitClient:
    """One visit; `async with StreamlitClient.visit(...)` opens it and closes it.

    Attributes:
        url: Where the server is, as `http://127.0.0.1:8501`.
        page: The path of the page.
        cookies: What the browser would send.
        elements: What is on the page, by the place where it stands.
        received: Bytes that came back in the last run.
    """

    url: str
    page: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    elements: dict[tuple[int, ...], Delta] = field(default_factory=dict)
    received: int = 0
    _socket: ClientConnection | None = None
    _page_hash: str = ""

    async def __aenter__(self) -> Self:
        """Connect and run the page for the first time."""
        address, _, query = self.page.partition("?")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.url}
        self._socket = await connect(
            f"{self.url.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]  # a NewType of str
            additional_headers=headers,
            compression=_NO_COMPRESSION,
            max_size=None,
            open_timeout=60,
        )
        message = BackMsg()
        message.rerun_script.page_name = address
        message.rerun_script.query_string = query
        await self._run(message)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the connection."""
        if self._socket is not None:
            await self._socket.close()

    def component(self, name: str) -> Delta | None:
        """Return the drawing of a component of the second version, found by its name."""
        found = (d for d in self.elements.values() if d.new_element.bidi_component.component_name == name)
        return next(found, None)

    def data_of(self, name: str) -> dict[str, Any]:
        """Return what the script last gave a component."""
        drawn = self.component(name)
        return dict(json.loads(drawn.new_element.bidi_component.json)) if drawn else {}

    async def trigger(self, name: str, event: str, value: object) -> None:
        """Let a component report an event, and wait until the run that it starts is over."""
        drawn = self.component(name)
        if drawn is None:
            raise RunFailedError(f"the page shows no {name}")
        state = WidgetState(
            id=_TRIGGERS.format(id=drawn.new_element.bidi_component.id),
            json_trigger_value=json.dumps([{"event": event, "value": value}]),
        )
        await self._act(state, drawn.fragment_id)

    async def click(self, label: str) -> None:
        """Press a button, and wait until the run that it starts is over."""
        drawn = next((d for d in self.elements.values() if d.new_element.button.label == label), None)
        if drawn is None:
            raise RunFailedError(f"the page shows no button {label!r}")
        await self._act(WidgetState(id=drawn.new_element.button.id, trigger_value=True), drawn.fragment_id)

    async def _act(self, state: WidgetState, fragment_id: str) -> None:
        message = BackMsg()
        message.rerun_script.widget_states.CopyFrom(WidgetStates(widgets=[*self._text_boxes(), state]))
        message.rerun_script.page_script_hash = self._page_hash
        message.rerun_script.fragment_id = fragment_id
        await self._run(message)

    def _text_boxes(self) -> list[WidgetState]:
        """Return what stands in the text boxes, since nobody has typed into them."""
        boxes = [d.new_element.text_area for d in self.elements.values() if d.new_element.HasField("text_area")]
        return [WidgetState(id=box.id, string_value=box.default) for box in boxes]

    async def _run(self, message: BackMsg) -> None:
        """Send a message, take in what is drawn, and return when the script has run to its end."""
        assert self._socket is not None
        message.rerun_script.context_info.url = f"{self.url}/{self.page}"
        message.rerun_script.context_info.timezone = "UTC"
        await self._socket.send(message.SerializeToString())
        self.received = 0
        fragments: tuple[str, ...] = ()
        drawn: dict[tuple[int, ...], Delta] = {}
        async for frame in self._socket:
            self.received += len(frame)
            answer = ForwardMsg.FromString(frame)
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                fragments, drawn = tuple(answer.metadata.run.fragment_ids), {}
                self._page_hash = answer.new_session.page_script_hash
            elif kind == "navigation":
                self._page_hash = answer.navigation.page_script_hash
            elif kind == "delta":
                drawn[tuple(answer.metadata.delta_path)] = answer.delta
                _refuse_exception(answer.delta.new_element)
            elif kind == "script_finished" and answer.script_finished in _FINISHED:
                self._take_over(drawn, fragments)
                return
        raise RunFailedError("the server closed the connection")

    def _take_over(self, drawn: dict[tuple[int, ...], Delta], fragments: tuple[str, ...]) -> None:
        """Put what a run has drawn in the place of what the same part of the page was before."""
        kept = {path: d for path, d in self.elements.items() if fragments and d.fragment_id not in fragments}
        self.elements = {**kept, **drawn}


def _refuse_exception(element: Element) -> None:
    if element.HasField("exception"):
        raise RunFailedError(f"{element.exception.type}: {element.exception.message}")

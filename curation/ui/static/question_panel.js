// Draws the questions of the review desk and reports what was pressed; curation/ui/review_panel.py says what and why.
// How rows are drawn stands in panel_rows.js, when a key counts at all in key_rules.js; both stand before this.
// One press at a time: Streamlit keeps only the last of those that come in while it runs, so the next one waits here
// until the server's answer to the one before is on the screen.
const PATIENCE_MS = 10000, TRIES = 400, TRY_MS = 25, MOST = 12;
const visit = Math.random().toString(36).slice(2);
const waiting = [];
let panel = null; // what is on the screen: { root, data, report }
let turns = 0;
let asked = null; // the turn that the server has not answered yet
let isSettling = false;
let patience = 0;
let settling = 0;

function focused() {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at;
}

function putCursorInto(widget) {
  const box = document.querySelector(`.st-key-${widget} :is(textarea, input)`);
  box?.focus();
  return Boolean(box);
}

function isPlain(combo) {
  return !/^(ctrl|alt)\+/.test(combo);
}

function ask(action, shown) {
  const { boxes } = panel.data;
  asked = `${visit}-${++turns}`;
  if (action in boxes) return settle(boxes[action]);
  patience = setTimeout(goOn, PATIENCE_MS);
  panel.report("press", { action, shown, turn: asked });
}

function goOn() {
  clearTimeout(patience);
  clearTimeout(settling);
  asked = null;
  isSettling = false;
  release();
}

function take(press) {
  if (waiting.length < MOST) waiting.push({ ...press, at: performance.now() });
  release();
}

// A click is for what was on the screen; a key that waited meets the screen that the key before it has drawn.
function release() {
  while (panel && asked === null && waiting.length > 0) {
    const { combo, action, shown, at } = waiting.shift();
    if (performance.now() - at > PATIENCE_MS) continue;
    if (combo === undefined) ask(action, shown);
    else if (combo in panel.data.keys && !isLayerOpen() && !(isPlain(combo) && isTyping(focused())))
      ask(panel.data.keys[combo], panel.data.shown);
  }
}

// A press is done with once the box that it opens has the cursor, which may come late, and its window is open. What was
// typed meanwhile was meant for them: where they do not come it is forgotten, so that it never becomes a decision.
function settle(cursor, tries = TRIES) {
  isSettling = true;
  const isDone = panel && (!cursor || putCursorInto(cursor)) && (!panel.data.opens || isLayerOpen());
  if (!isDone && tries <= 0) waiting.length = 0;
  if (isDone || tries <= 0) goOn();
  else settling = setTimeout(settle, TRY_MS, cursor, tries - 1);
}

// Who acts in a window has seen it: what was typed before was for the window, and is no key of the page behind it.
function forgetKeys() {
  if (isLayerOpen()) waiting.splice(0, waiting.length, ...waiting.filter(({ combo }) => combo === undefined));
}

function judge(event) {
  forgetKeys();
  if (!panel || typeof event.key !== "string" || event.isComposing) return;
  const at = target(event);
  const typing = isTyping(at);
  const combo = combination(event);
  const layer = isLayerOpen();
  if (combo === "escape" && typing && !layer) at.blur();
  const isKey = combo in panel.data.keys || (asked !== null && panel.data.known.includes(combo));
  if (!isKey || layer || (typing && isPlain(combo))) return;
  if (!event.repeat && !typing && belongsToFocus(at, combo)) return;
  event.preventDefault();
  if (event.repeat) return;
  if (typing) {
    setTimeout(take, 0, { combo }); // after the text box has stored its text
  } else {
    event.stopImmediatePropagation();
    take({ combo });
  }
}

function letGo(event) {
  if (panel && event.detail > 0) event.target.closest?.('[data-testid="stMain"] [data-testid="stButton"] button')?.blur();
}

window.addEventListener("keydown", judge, true);
window.addEventListener("pointerdown", forgetKeys, true);
document.addEventListener("click", letGo);

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#panel");
  if (panel?.data !== data) {
    panel = { root, data, report: setTriggerValue };
    keep(root, data.rows, newRow, drawRow);
    document.body.dataset.keys = "on"; // says that keys are listened to from here on
    if (asked !== null && data.answered === asked && !isSettling) settle(data.cursor);
  }
  panel.report = setTriggerValue;
  return () => {
    if (panel?.root !== root) return;
    panel = null;
    delete document.body.dataset.keys;
  };
}

// Draws the questions of the review desk and reports what was pressed; curation/ui/review_panel.py says what and why.
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

// Brings the children of a node to a list; what stays is left in its place, and with it the focus and a half-done click.
function keep(parent, specs, make, update) {
  const wanted = new Set(specs.map((spec) => spec.name));
  for (const child of [...parent.children]) if (!wanted.has(child.dataset.name)) child.remove();
  const found = new Map([...parent.children].map((child) => [child.dataset.name, child]));
  specs.forEach((spec, place) => {
    const child = found.get(spec.name) ?? make(spec);
    child.dataset.name = spec.name;
    update(child, spec);
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}

function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function put(node, name, value) {
  if (value === null || value === "" || value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === "";
}

function newButton() {
  const button = element("button", "", { type: "button" });
  button.append(element("span", "icon", { "aria-hidden": "true" }), element("span", "label"));
  button.append(element("kbd", "", { "aria-hidden": "true" }));
  button.addEventListener("click", (event) => {
    if (event.detail > 0) button.blur(); // the next Space or Enter is the key of the page, not this button again
    take({ action: button.dataset.action, shown: panel?.data.shown });
  });
  return button;
}

function drawButton(button, { action, label, icon, hint, shortcuts, help, is_set, look, is_off }) {
  button.className = look;
  button.dataset.action = action;
  button.disabled = is_off;
  put(button, "aria-pressed", is_set);
  put(button, "aria-keyshortcuts", shortcuts);
  put(button, "title", help);
  say(button.children[0], icon);
  say(button.children[1], label);
  say(button.children[2], hint);
}

function newRow({ name }) {
  const row = element("div", `row ${name}`, { role: "group" });
  const bar = element("div", "bar", { role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100 });
  bar.append(element("div", "done"));
  row.append(element("p", "line", name === "stored" ? { role: "status" } : {}), bar, element("div", "buttons"));
  return row;
}

function drawLine(line, icon, title, text) {
  const said = JSON.stringify([icon, title, text]);
  if (line.dataset.said === said) return; // a screen reader says again what is written again
  line.dataset.said = said;
  const strong = element("strong", "");
  strong.textContent = title;
  const sign = element("span", "icon", { "aria-hidden": "true" });
  sign.textContent = icon;
  line.replaceChildren(...(icon ? [sign] : []), ...(title ? [strong] : []), title && text ? ` ${text}` : text);
  line.hidden = !(title || text);
}

function drawRow(row, { label, icon, title, text, share, buttons }) {
  const [line, bar, box] = row.children;
  drawLine(line, icon, title, text);
  bar.hidden = share === null;
  put(bar, "aria-label", label);
  put(bar, "aria-valuenow", share === null ? null : Math.round(share * 100));
  bar.firstChild.style.width = `${(share ?? 0) * 100}%`;
  put(row, "aria-label", label);
  box.hidden = buttons.length === 0;
  keep(box, buttons, newButton, drawButton);
}

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
  if (!(combo in panel.data.keys) || layer || (typing && isPlain(combo))) return;
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

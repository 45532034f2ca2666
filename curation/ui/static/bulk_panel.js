// Draws many rows to be judged and reports what was pressed on which; curation/ui/review_bulk_panel.py says what and why.
// The mark moves here, and a press is drawn at once. What was pressed while the server works goes to it together with
// the next report, and a report that is not answered is sent again: the server knows it by its turn.
const PATIENCE_MS = 10000, LONGEST_PAUSE_MS = 60000, LOWEST_ACCEPTED = 3;
const visit = Math.random().toString(36).slice(2);
const DECISIONS = ["accept", "reject", "skip"];
const RATINGS = ["rate-1", "rate-2", "rate-3", "rate-4", "rate-5"];
const SIGNS = { accept: "check", reject: "close", skip: "skip_next", whole: "unfold_more", open: "open_in_full" };
const TITLES = { accept: "Accept", reject: "Reject", skip: "Skip", whole: "Whole text", open: "Open", submit: "Submit" };
const TURNS_THE_PAGE = /^(more|open|help|queue-|rows-)/;
let panel = null; // what is on the screen: { root, data, report }
let marked = null; // the id of the row that the keys mean
let turns = 0;
let asked = null; // the turn that the server has not answered yet
let sent = [];
let waiting = [];
let patience = 0;
let touched = performance.now();
let asks = false; // whether it was asked if all rated ones are meant
let isOpening = false; // a window was asked for and is not there yet
let told = "";

const rows = () => panel.data.items;
const row = (id) => rows().find((one) => one.id === id);
const under_way = () => [...sent, ...waiting];
const isTurning = () => isOpening || under_way().some(({ action }) => TURNS_THE_PAGE.test(action));

// What a row says once everything that was pressed is stored.
function said({ id, rating, decision }) {
  for (const act of under_way()) {
    if (act.action === "accept_rated" && act.rows.some(([one]) => one === id)) decision = "accept";
    if (act.id !== id) continue;
    if (act.action.startsWith("rate-")) rating = Number(act.action.slice(5)) || null;
    else if (DECISIONS.includes(act.action)) decision = act.action;
    else if (act.action === "submit") decision = rating >= LOWEST_ACCEPTED ? "accept" : "reject";
  }
  return { rating, decision };
}

function left() {
  return rows().filter((one) => {
    const { rating, decision } = said(one);
    return !decision && rating >= LOWEST_ACCEPTED;
  });
}

function lap() {
  const now = performance.now();
  const spent = Math.min(now - touched, LONGEST_PAUSE_MS);
  touched = now;
  return spent / 1000;
}

function mark(id, { scrolls = true } = {}) {
  const before = marked;
  marked = id;
  draw();
  const at = panel.root.querySelector(`[data-name="item-${id}"]`);
  if (scrolls) at?.scrollIntoView({ block: "nearest" });
  const old = panel.root.querySelector(`[data-name="item-${before}"]`);
  const held = panel.root.getRootNode().activeElement;
  if (before !== id && old?.contains(held)) {
    at?.querySelector(`[data-action="${id}:${held.dataset.action.split(":")[1]}"]`)?.focus(); // the focus goes with the mark
  }
}

function step(by) {
  const place = rows().findIndex(({ id }) => id === marked) + by;
  if (place >= 0 && place < rows().length) mark(rows()[place].id);
}

function send(act) {
  waiting.push({ seconds: 0, ...act });
  release();
}

function judgeRow(action, id) {
  const { rating, decision } = said(row(id));
  const now = action === "submit" && DECISIONS.slice(0, 2).includes(decision) ? decision : action;
  if (now === "submit" && !rating) {
    told = "Rate the row first, or accept or reject it.";
    return draw();
  }
  send({ action: now, id, version: row(id).version, seconds: lap() });
  if (!now.startsWith("rate-") && panel.data.advances) step(1);
}

function act(action, id) {
  told = "";
  if (action === "row_before" || action === "row_after") return step(action === "row_after" ? 1 : -1);
  if (action === "ask_rated" || action === "ask_off") return askAll(action === "ask_rated");
  if (isTurning()) return; // nobody has read yet what comes
  if (action === "accept_rated") {
    const meant = left().map((one) => [one.id, one.version]);
    asks = false;
    if (meant.length) send({ action, rows: meant, seconds: lap() });
  } else if (action === "whole" || action === "open") {
    if (row(id)) send({ action, id });
  } else if (action === "submit" || DECISIONS.includes(action) || action.startsWith("rate-")) {
    if (row(id)) judgeRow(action, id);
  } else send({ action });
  draw();
}

function askAll(isAsked) {
  asks = isAsked && left().length > 0;
  draw();
  panel.root.querySelector(`[data-action="${asks ? "accept_rated" : "ask_rated"}"]`)?.focus();
}

function take({ action }) {
  const [id, own] = action.split(":");
  if (own === undefined) return act(action, marked);
  mark(Number(id), { scrolls: false });
  act(own, Number(id));
}

function release() {
  if (asked !== null || waiting.length === 0) return;
  const last = waiting.findIndex(({ action }) => TURNS_THE_PAGE.test(action));
  sent = waiting.splice(0, last < 0 ? waiting.length : last + 1);
  asked = `${visit}-${++turns}`;
  report();
}

function report() {
  clearTimeout(patience);
  patience = setTimeout(report, PATIENCE_MS);
  panel?.report("press", { acts: sent, turn: asked });
}

function answered() {
  clearTimeout(patience);
  asked = null;
  sent = [];
  release();
}

function newItem({ one }) {
  const item = element("section", "item", { role: "group" });
  const what = element("div", "what");
  what.append(element("p", "meta"), element("p", "text"), element("p", "refused", { role: "alert" }));
  const acts = element("div", "acts");
  acts.append(element("div", "buttons stars"), element("div", "buttons verdicts"), element("div", "buttons more"));
  item.append(what, acts);
  what.addEventListener("click", () => mark(one.id, { scrolls: false }));
  return item;
}

function drawItem(item, { one, place }) {
  const [meta, text, refused] = item.children[0].children;
  const isMarked = one.id === marked;
  const now = said(one);
  item.className = `item${isMarked ? " marked" : ""}${now.decision ? " decided" : ""}`;
  put(item, "aria-label", `Row ${place + 1}, sample ${one.id}${now.decision ? `, ${now.decision}` : ""}`);
  put(item, "aria-current", isMarked ? "true" : null);
  drawMeta(meta, one, place);
  say(text, one.text);
  text.className = one.is_whole ? "text whole" : "text";
  say(refused, one.refused);
  const [stars, verdicts, more] = item.children[1].children;
  drawActs(stars, one, RATINGS, (action) => Number(action.slice(5)) === now.rating);
  drawActs(verdicts, one, DECISIONS, (action) => action === now.decision);
  drawActs(more, one, one.is_cut ? ["whole", "open"] : ["open"], (action) => (action === "whole" ? one.is_whole : null));
}

function drawMeta(meta, one, place) {
  const shown = JSON.stringify([place, one.persona, one.facts]);
  if (meta.dataset.shown === shown) return;
  meta.dataset.shown = shown;
  const parts = [["no", `${place + 1}`, ""], ["persona", one.persona, one.persona], ...one.facts];
  const made = parts.filter(([, words]) => words).map(([look, words, help]) => {
    const part = element("span", look);
    part.textContent = words;
    put(part, "title", help);
    return part;
  });
  meta.replaceChildren(...made.flatMap((part) => [part, " "]));
}

function drawActs(box, one, actions, isSet) {
  const isMarked = one.id === marked;
  const specs = actions.map((action) => {
    const printed = panel.data.hints[action] ?? { hint: "", shortcuts: "" };
    const stars = action.startsWith("rate-") ? action.slice(5) : "";
    const icon = action === "whole" && one.is_whole ? "unfold_less" : (SIGNS[action] ?? "");
    const look = stars || DECISIONS.includes(action) ? "" : "quiet";
    const hint = stars ? "" : printed.hint;
    const shortcuts = isMarked ? printed.shortcuts : "";
    const name = `${one.id}:${action}`;
    return { name, action: name, label: stars, icon, hint, shortcuts, help: "", is_set: isSet(action), look, is_off: false };
  });
  keep(box, specs, newButton, (button, spec) => {
    drawButton(button, spec);
    const own = spec.action.split(":")[1];
    put(button, "aria-label", spec.label ? `Rate ${spec.label}` : TITLES[own]);
    put(button, "title", spec.label ? "" : TITLES[own]);
    put(button, "tabindex", isMarked ? null : -1); // Tab goes through one row, arrows from row to row
  });
}

// What can be done with all rows; it asks once more, with the number as it is at this moment.
function allRow(count) {
  asks = asks && count > 0;
  const label = "All rated rows";
  const button = (action, words, look, more = {}) => ({
    name: action, action, label: words, icon: "", hint: "", shortcuts: "", help: "", is_set: null, look, is_off: false, ...more,
  });
  const row = { name: "all", label, icon: "", title: "", text: "", share: null, look: "" };
  if (asks) {
    const text = `Accept the ${count === 1 ? "row" : `${count} rows`} rated ${LOWEST_ACCEPTED} or more and not decided yet?`;
    return { ...row, text, buttons: [button("accept_rated", `Accept ${count}`, "main"), button("ask_off", "Cancel", "quiet")] };
  }
  const words = `Accept all rated ${LOWEST_ACCEPTED}+ that are left (${count})`;
  const more = { name: "more", ...panel.data.hints.more };
  return {
    ...row,
    buttons: [button("ask_rated", words, "", { icon: "done_all", is_off: count === 0 }), button("more", "Next rows", "main", more)],
  };
}

function draw() {
  if (!panel) return;
  const { head, items } = panel.data;
  const count = under_way().filter(({ action }) => !TURNS_THE_PAGE.test(action)).length;
  const line = told || (count ? "Saving …" : "");
  const heads = head.map((one) => (one.name === "stored" && line ? { ...one, icon: "", text: line } : one));
  keep(panel.root.children[0], heads, newRow, drawRow);
  keep(panel.root.children[1], items.map((one, place) => ({ name: `item-${one.id}`, one, place })), newItem, drawItem);
  keep(panel.root.children[2], items.length ? [allRow(left().length)] : [], newRow, drawRow);
}

function startWith(data) {
  const isNew = panel?.data.page !== data.page;
  const isThere = data.items.some(({ id }) => id === marked);
  if (data.mark && data.mark.turn !== panel?.data.mark?.turn) marked = data.mark.id;
  else if (isNew || !isThere) marked = (data.items.find(({ decision }) => !decision) ?? data.items[0])?.id ?? null;
  if (isNew) {
    touched = performance.now();
    asks = false;
  }
}

function judge(event) {
  if (!panel || typeof event.key !== "string" || event.isComposing) return;
  const at = target(event);
  const typing = isTyping(at);
  const combo = combination(event);
  const layer = isLayerOpen();
  if (layer) isOpening = false;
  if (combo === "escape" && !layer) typing ? at.blur() : asks && act("ask_off");
  if (!(combo in panel.data.keys) || layer || typing) return;
  if (!event.repeat && belongsToFocus(at, combo)) return;
  event.preventDefault();
  if (event.repeat) return;
  event.stopImmediatePropagation();
  act(panel.data.keys[combo], marked);
}

window.addEventListener("keydown", judge, true);
window.addEventListener("beforeunload", (event) => {
  if (panel && under_way().length) event.preventDefault(); // what was pressed is not stored yet
});

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector("#panel");
  if (panel?.data !== data) {
    startWith(data);
    if (data.opens && !panel?.data.opens) {
      isOpening = true;
      setTimeout(() => (isOpening = false), PATIENCE_MS);
    }
    const isNew = panel?.data.page !== data.page;
    panel = { root, data, report: setTriggerValue };
    document.body.dataset.keys = "on"; // says that keys are listened to from here on
    if (asked !== null && data.answered === asked) answered();
    draw();
    if (isNew) root.querySelector(`[data-name="item-${marked}"]`)?.scrollIntoView({ block: "nearest" });
  }
  panel.report = setTriggerValue;
  return () => {
    if (panel?.root !== root) return;
    panel = null;
    clearTimeout(patience);
    asked = null;
    sent = [];
    waiting = [];
    delete document.body.dataset.keys;
  };
}

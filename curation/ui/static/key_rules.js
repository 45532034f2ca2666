// What a key is, and whose it is at this moment; stands before each script that listens to keys (curation/ui/keys.py).
const EDITABLE = /^(text|search|email|url|tel|password|number|date|time|datetime-local|month|week|)$/;
const OWN_KEYS = new Set(["enter", "space", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"]);
const NAMES = { " ": "space", arrowleft: "left", arrowright: "right", arrowup: "up", arrowdown: "down", esc: "escape" };
const CONTROLS = 'button, a[href], summary, [role="button"]';
const WIDGETS =
  'input, select, [role="slider"], [role="radiogroup"], [role="tablist"], [role="listbox"], [role="menu"],' +
  ' [role="grid"], [data-testid="stDataFrame"]';
const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]';

function target(event) {
  return event.composedPath()[0] ?? event.target;
}

function isTyping(element) {
  if (!element || !element.tagName) return false;
  if (element.isContentEditable || element.tagName === "TEXTAREA") return true;
  return element.tagName === "INPUT" && EDITABLE.test(element.getAttribute("type") ?? "");
}

function combination(event) {
  const key = event.key.toLowerCase();
  const base = NAMES[key] ?? key;
  const isSign = base.length === 1 && !/[a-z0-9]/.test(base);
  const held = [
    [event.ctrlKey || event.metaKey, "ctrl"],
    [event.altKey, "alt"],
    [event.shiftKey && !isSign, "shift"],
  ];
  return [...held.filter(([down]) => down).map(([, name]) => name), base].join("+");
}

function isLayerOpen() {
  return [...document.querySelectorAll(LAYERS)].some((layer) => layer.getClientRects().length > 0);
}

function belongsToFocus(element, combo) {
  if (!element || !element.closest || !OWN_KEYS.has(combo.split("+").pop())) return false;
  const isPress = combo === "enter" || combo === "space";
  return Boolean(element.closest(WIDGETS) || (isPress && element.closest(CONTROLS)));
}

// Decides when a key of the page counts; curation/ui/keys.py says what and why.
const guards = new WeakMap();

function install({ keys, clicks, buttons }) {
  const own = new Set(keys);
  const blocked = new WeakSet();

  const click = (name) => document.querySelector(`.${name} button`)?.click();

  // First in the capture phase: judge the key, and press the button of a further key.
  const judge = (event) => {
    if (typeof event.key !== "string" || event.isComposing) return;
    const element = target(event);
    const typing = isTyping(element);
    const combo = combination(event);
    const layer = isLayerOpen();
    if (combo === "escape" && typing && !layer) element.blur();
    if (!own.has(combo)) return;
    const isPlain = !/^(ctrl|alt)\+/.test(combo);
    if (event.repeat || layer || (!typing && belongsToFocus(element, combo))) {
      blocked.add(event);
      if (event.repeat && !typing && !layer) event.preventDefault();
      return;
    }
    if (!(combo in clicks) || (typing && isPlain)) return;
    event.preventDefault();
    if (typing) {
      setTimeout(() => click(clicks[combo])); // after the text box has stored its text
    } else {
      event.stopImmediatePropagation();
      click(clicks[combo]);
    }
  };

  // Last before the document, where Streamlit listens for its shortcuts: what was judged out stays out.
  const hold = (event) => {
    if (blocked.has(event)) event.stopPropagation();
  };

  const release = (event) => {
    const button = event.target.closest?.("button");
    if (event.detail > 0 && button && buttons.some((name) => button.closest(`.${name}`))) button.blur();
  };

  window.addEventListener("keydown", judge, true);
  document.body.addEventListener("keydown", hold);
  document.addEventListener("click", release);
  document.body.dataset.keys = "on"; // says that keys are listened to from here on
  return () => {
    delete document.body.dataset.keys;
    window.removeEventListener("keydown", judge, true);
    document.body.removeEventListener("keydown", hold);
    document.removeEventListener("click", release);
  };
}

export default function ({ data, parentElement }) {
  guards.get(parentElement)?.();
  guards.set(parentElement, install(data));
  return () => {
    guards.get(parentElement)?.();
    guards.delete(parentElement);
  };
}

// Draws rows of a line, a bar and buttons from plain data, as text and never as HTML (curation/ui/review_panel.py).
// What a press means is for the script that comes behind: its `take` gets the action and what was on the screen.

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
  const row = element("div", "row", { role: "group" });
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

function drawRow(row, { name, label, icon, title, text, share, buttons, look }) {
  const [line, bar, box] = row.children;
  row.className = `row ${name} ${look}`;
  put(row, "aria-current", look.split(" ").includes("marked") ? "true" : null);
  drawLine(line, icon, title, text);
  bar.hidden = share === null;
  put(bar, "aria-label", label);
  put(bar, "aria-valuenow", share === null ? null : Math.round(share * 100));
  bar.firstChild.style.width = `${(share ?? 0) * 100}%`;
  put(row, "aria-label", label);
  box.hidden = buttons.length === 0;
  keep(box, buttons, newButton, drawButton);
}

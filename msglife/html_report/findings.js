const GLYPHS = { violates: "✕", undecided: "?", tolerated: "~", open: "…", conforms: "✓" };
const GRADES = { error: "✕", warning: "!", info: "i" };
const RANKS = { error: 0, warning: 1, info: 2 };
const number = new Intl.NumberFormat("en");
const counted = (count, noun) => `${number.format(count)} ${noun}${count === 1 ? "" : "s"}`;

const place = (data, each) => `${data.texts[each.file]}${each.line ? `:${each.line}` : each.record ? `#${each.record}` : ""}`;
const grade = (name) => make("span", { class: `grade ${name}` }, make("i", { "aria-hidden": "true" }, GRADES[name]), ` ${name}`);

// A list that is drawn piece by piece: filtered whole, shown as far as it was asked for.
function listing({ items, row, into, step, noun, total, matches }) {
  const status = make("p", { class: "shown", role: "status", "aria-live": "polite" });
  const more = make("button", { type: "button", class: "more", onclick: () => extend(true) });
  let found = items, drawn = 0;

  function extend(focus) {
    const rows = found.slice(drawn, drawn + step).map(row);
    into.append(...rows);
    drawn += rows.length;
    more.hidden = drawn >= found.length;
    more.textContent = `Show ${counted(Math.min(step, found.length - drawn), `more ${noun}`)}`;
    tell();
    if (focus && rows[0]) {
      rows[0].tabIndex = -1;
      rows[0].focus();
    }
  }

  function tell() {
    const left = total - items.length;
    const cut = drawn < found.length ? `${number.format(drawn)} of ${counted(found.length, noun)}` : counted(found.length, noun);
    const filter = found.length < items.length ? `, filtered out of ${number.format(items.length)}` : "";
    status.textContent = `${cut} shown${filter}${left ? `; ${number.format(left)} more are not in this page` : ""}.`;
  }

  function refresh(sort) {
    found = items.filter(matches);
    if (sort) found.sort(sort);
    into.replaceChildren();
    drawn = 0;
    extend(false);
  }

  function reach(item) {
    const at = found.indexOf(item);
    while (at >= drawn && drawn < found.length) extend(false);
    return at < 0 ? null : into.children[at];
  }
  return { status, more, refresh, reach };
}

function choice(label, values, onchange) {
  const select = make("select", { onchange }, make("option", { value: "" }, "all"), ...values.map((value) => make("option", { value }, value)));
  return { select, label: make("label", {}, label, select) };
}

function search(hint, oninput) {
  const input = make("input", { type: "search", placeholder: hint, oninput, spellcheck: "false", autocomplete: "off" });
  return { input, label: make("label", { class: "search" }, "Search", input) };
}

const distinct = (values) => [...new Set(values)].filter(Boolean).sort();

function findingsView(data, root, openMessage) {
  const items = data.findings.map((finding, index) => ({
    ...finding,
    index,
    id: data.texts[finding.lifecycle],
    text: [finding.code, finding.rule, finding.key, finding.what, place(data, finding), data.texts[finding.lifecycle], data.texts[finding.cite]].join("\n").toLowerCase(),
  }));
  const orders = {
    severity: (a, b) => RANKS[a.severity] - RANKS[b.severity] || a.index - b.index,
    code: (a, b) => compare(a.code, b.code) || a.index - b.index,
    place: (a, b) => compare(data.texts[a.file], data.texts[b.file]) || a.record - b.record || a.index - b.index,
    message: (a, b) => compare(a.id, b.id) || compare(a.key, b.key) || a.index - b.index,
    what: (a, b) => compare(a.what, b.what) || a.index - b.index,
  };
  const sorted = { by: "severity", down: false };
  const again = () => list.refresh((a, b) => (sorted.down ? -1 : 1) * orders[sorted.by](a, b));
  const severity = choice("Severity", ["error", "warning", "info"], again);
  const code = choice("Code", distinct(items.map((each) => each.code)), again);
  const lifecycle = choice("Lifecycle", distinct(items.map((each) => each.id)), again);
  const words = search("key, file, words", again);
  const heads = Object.entries({ severity: "Severity", code: "Code", place: "Where", message: "Message", what: "What, and where that is said" }).map(([name, title], index) =>
    make("th", { scope: "col", role: "columnheader", class: `c${index}`, "aria-sort": name === "severity" ? "ascending" : "none" }, make("button", { type: "button", onclick: () => sort(name) }, title)));
  const body = make("tbody", { role: "rowgroup" });
  const list = listing({
    items, into: body, step: 100, noun: "finding", total: data.total.findings,
    row: (each) => findingRow(data, each, openMessage),
    matches: (each) =>
      (!severity.select.value || each.severity === severity.select.value) &&
      (!code.select.value || each.code === code.select.value) &&
      (!lifecycle.select.value || each.id === lifecycle.select.value) &&
      each.text.includes(words.input.value.trim().toLowerCase()),
  });

  function sort(name) {
    sorted.down = sorted.by === name && !sorted.down;
    sorted.by = name;
    Object.keys(orders).forEach((each, index) => heads[index].setAttribute("aria-sort", each !== name ? "none" : sorted.down ? "descending" : "ascending"));
    again();
  }
  const clear = () => {
    for (const each of [severity, code, lifecycle]) each.select.value = "";
    words.input.value = "";
  };
  const reset = make("button", { type: "button", "aria-label": "Clear the filters of findings", onclick: () => (clear(), again()) }, "Clear");
  root.append(
    make("form", { role: "search", "aria-label": "Findings", onsubmit: (event) => event.preventDefault() }, words.label, severity.label, code.label, lifecycle.label, reset),
    list.status,
    make("table", { class: "found", role: "table" },
      make("caption", { class: "quiet" }, "Findings; the buttons in the header sort"),
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...heads)), body),
    list.more);
  root.hidden = false;
  again();
  return { only: (value) => (clear(), (code.select.value = value), again()) };
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function findingRow(data, each, openMessage) {
  const cell = (index, ...children) => make("td", { role: "cell", class: `c${index}` }, ...children);
  const key = make("bdi", { class: "key mono" }, each.key);
  const message = each.message < 0 ? key : make("button", { type: "button", class: "link", title: "Show this message", onclick: () => openMessage(each.message) }, key);
  return make("tr", { role: "row" },
    cell(0, grade(each.severity)),
    cell(1, make("span", { title: data.codes[each.code] }, each.code)),
    cell(2, ...placed(data, each)),
    cell(3, each.id && make("span", { class: "dir" }, each.id), message),
    cell(4, ...said(data, each)));
}

function placed(data, each) {
  const whole = place(data, each), cut = whole.lastIndexOf("/", data.texts[each.file].length - 1) + 1;
  return [cut ? make("span", { class: "dir" }, make("bdi", {}, whole.slice(0, cut))) : "", make("bdi", { class: "key" }, whole.slice(cut))];
}

function said(data, each) {
  const sub = (...children) => make("span", { class: "sub" }, ...children);
  const cite = data.texts[each.cite];
  const seen = each.related.map((other) => (other.file === each.file && other.line ? `line ${other.line}` : place(data, other)));
  return [
    make("bdi", { class: "what" }, each.what + (each.rule ? ` [${each.rule}]` : "")),
    seen.length ? sub(make("bdi", {}, `see ${seen.join(", ")}`)) : "",
    each.expected.length ? sub(make("bdi", {}, `expected next: ${each.expected.join(", ")}`)) : "",
    cite ? make("span", { class: "sub cite" }, each.basis ? make("span", { class: "basis" }, each.basis) : "", ` ${cite}`) : "",
  ];
}

function messagesView(data, root) {
  const items = data.messages.map((message, index) => ({
    ...message,
    index,
    id: data.texts[message.lifecycle],
    words: data.texts[message.life],
    text: [message.key, message.parent, data.texts[message.lifecycle], data.texts[message.life], place(data, message)].join("\n").toLowerCase(),
  }));
  const found = new Map();
  for (const finding of data.findings) {
    if (!found.has(finding.message)) found.set(finding.message, []);
    found.get(finding.message).push(finding);
  }
  const again = () => list.refresh();
  const verdict = choice("Verdict", Object.keys(GLYPHS).filter((name) => items.some((each) => each.verdict === name)), again);
  const lifecycle = choice("Lifecycle", distinct(items.map((each) => each.id)), again);
  const words = search("key, status, file", again);
  const cards = make("div", { class: "cards" });
  const list = listing({
    items, into: cards, step: 20, noun: "message", total: data.total.messages,
    row: (each) => card(data, each, found.get(each.index) || []),
    matches: (each) =>
      (!verdict.select.value || each.verdict === verdict.select.value) &&
      (!lifecycle.select.value || each.id === lifecycle.select.value) &&
      each.text.includes(words.input.value.trim().toLowerCase()),
  });
  const clear = () => {
    verdict.select.value = lifecycle.select.value = words.input.value = "";
  };
  const reset = make("button", { type: "button", "aria-label": "Clear the filters of messages", onclick: () => (clear(), again()) }, "Clear");
  root.append(
    make("form", { role: "search", "aria-label": "Messages", onsubmit: (event) => event.preventDefault() }, words.label, verdict.label, lifecycle.label, reset),
    list.status, cards, list.more);
  root.hidden = false;
  again();
  return {
    only: (value) => {
      clear();
      if ([...verdict.select.options].some((option) => option.value === value)) verdict.select.value = value;
      again();
    },
    open: (index) => {
      let shownCard = list.reach(items[index]);
      if (!shownCard) {
        clear();
        again();
        shownCard = list.reach(items[index]);
      }
      const title = shownCard.querySelector("h3");
      title.tabIndex = -1;
      title.focus({ preventScroll: true });
      shownCard.scrollIntoView({ block: "start" });
    },
  };
}

function card(data, message, findings) {
  const drawable = message.observations.length > 0;
  const here = (told) => (told.file === message.file && told.line ? `line ${told.line}` : told.line ? `${fileName(data, told)}:${told.line}` : `record ${told.record}`);
  const ending = message.last === null ? "no legal status yet" : `last ${message.last}${message.final ? " (final)" : ""}`;
  const hidden = message.findings - findings.length;
  return make("article", { class: "message", "aria-label": `${message.verdict}: ${message.key}` },
    make("header", {},
      make("p", {}, make("span", { class: `verdict ${message.verdict}` }, make("i", { "aria-hidden": "true" }, GLYPHS[message.verdict]), ` ${message.verdict}`)),
      make("h3", {}, make("bdi", {}, message.key)),
      make("p", { class: "note" }, make("bdi", {}, `${message.id}, ${ending}, ${counted(message.told, "observation")}, from ${place(data, message)}`)),
      message.parent && make("p", { class: "note" }, "belongs to ", make("bdi", {}, message.parent))),
    drawable
      ? make("div", { class: "scroll", tabindex: columns(message).length > 6 ? "0" : null, role: "group", "aria-label": `Timeline of ${message.key}` }, timeline(message, here))
      : make("p", { class: "life-words" }, make("bdi", {}, message.words)),
    findings.length > 0 && make("ul", { "aria-label": "Findings of this message" }, ...findings.map((each) => make("li", {}, grade(each.severity), make("span", {}, make("span", { class: "key" }, `${each.code} · ${here(each)} · `), ...said(data, each))))),
    hidden > 0 && make("p", { class: "note" }, `${counted(hidden, "more finding")} of it: not in this page.`),
    drawable && make("details", {}, make("summary", {}, "As words and as a table"), make("p", { class: "life-words" }, make("bdi", {}, message.words)), observationTable(data, message)));
}

const fileName = (data, each) => data.texts[each.file].split("/").at(-1);

function observationTable(data, message) {
  const head = ["Status", "Explained", "Told by", "Arrived", "Happened", "Where"].map((title) => make("th", { scope: "col" }, title));
  const rows = message.observations.map((told) =>
    make("tr", {},
      make("th", { scope: "row" }, make("bdi", {}, told.status)),
      make("td", {}, make("bdi", {}, explained(told))),
      make("td", {}, told.polled ? "a poll" : "an announcement"),
      make("td", {}, told.received == null ? "–" : iso(told.received)),
      make("td", {}, told.time == null ? "–" : iso(told.time)),
      make("td", { class: "key" }, make("bdi", {}, place(data, told)))));
  const caption = message.omitted ? `Observations, in the order of the life; ${message.omitted} in its middle are left out` : "Observations, in the order of the life";
  return make("div", { class: "scroll" }, make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows)));
}

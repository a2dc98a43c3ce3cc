"use strict";

// What a log told is only ever set as text: nothing here parses markup.
function make(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function draw(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child != null && child !== "" && child !== false));
  return element;
}

const iso = (ms) => new Date(ms).toISOString();

// A moment in as few signs as tell it: without the day if that is the timeline's own.
function clock(ms, day) {
  const [date, time] = iso(ms).split("T");
  const short = time.replace(/(\.\d*?)0*Z$/, "$1").replace(/\.$/, "");
  return date === day ? short : `${date.slice(5)} ${time.slice(0, 8)}`;
}

function span(ms) {
  if (!ms) return "same time";
  const size = Math.abs(ms);
  const units = [[864e5, "d"], [36e5, "h"], [6e4, "min"], [1e3, "s"]];
  const unit = units.find(([length]) => size >= length);
  const number = unit ? size / unit[0] : size;
  return `${ms < 0 ? "−" : "+"}${Number(number.toFixed(number < 10 ? 1 : 0))} ${unit ? unit[1] : "ms"}`;
}

function explained(told) {
  const denied = told.stays ? "contradicts what came before, ignored" : "contradicts what came before, taken as true";
  const words = {
    step: told.assumed ? "follows by an assumed edge" : "follows",
    repeat: told.copy ? "the same again" : "again",
    late: "reported late, or again",
    behind: "behind a poll",
    split: "of another part",
    deny: denied,
  }[told.kind];
  const missed = told.missed.length ? `${told.missed.join(", ")} never reported; ` : "";
  return missed + words + (told.late ? "; arrived late" : "");
}

// One column for each observation and for each state passed unseen, in the order of the life.
function columns(message) {
  const found = [];
  message.observations.forEach((told, index) => {
    if (message.omitted && index === message.observations.length / 2) found.push({ gap: message.omitted });
    for (const state of told.missed) found.push({ missed: state });
    found.push({ told });
  });
  return found;
}

const COLUMN = 138, GUTTER = 88, CHIP = 26;

function timeline(message, where) {
  const all = columns(message);
  const seen = all.filter((each) => each.told);
  const timed = seen.some((each) => each.told.time != null);
  const y = { arrived: 38, chip: 92, event: 158 };
  const height = timed ? 194 : 126, width = GUTTER + COLUMN * all.length;
  all.forEach((each, index) => (each.x = GUTTER + COLUMN * (index + 0.5)));
  const slots = seen.map((each) => each.x);
  const first = seen.map((each) => each.told.received ?? each.told.time).find((ms) => ms != null);
  const day = first == null ? "" : iso(first).split("T")[0];
  const picture = draw("svg", { class: "timeline", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Timeline: ${message.words}` });
  const put = (name, attributes, ...children) => picture.append(draw(name, attributes, ...children));
  const label = (x, height, text, kind = "", anchor = "middle") => put("text", { x, y: height, class: kind, "text-anchor": anchor }, text);

  label(0, y.arrived + 4, "arrived", "gutter", "start");
  label(0, y.chip + 4, "the life", "gutter", "start");
  put("line", { class: "rail", x1: GUTTER, x2: width, y1: y.arrived, y2: y.arrived });
  if (timed) {
    label(0, y.event + 4, "happened", "gutter", "start");
    put("line", { class: "rail", x1: GUTTER, x2: width, y1: y.event, y2: y.event });
  }
  if (day) label(0, y.arrived - 14, day, "gutter", "start");
  steps(all, y.chip, put);

  let last = null;
  for (const each of all) {
    if (each.gap) label(each.x, y.chip + 4, `… ${each.gap} more …`, "dim");
    if (each.missed) {
      chip(each.x, y.chip, `[${each.missed}]`, "missed", put, label);
      label(each.x, y.chip + CHIP / 2 + 14, "never told", "dim missed");
    }
    if (!each.told) continue;
    const told = each.told, kind = kindOf(told), slot = slots[told.arrival];
    dot(slot, y.arrived, told.polled, put);
    label(slot, y.arrived - 20, told.received == null ? "" : clock(told.received, day));
    label(slot, y.arrived - 8, where(told), "dim");
    const bend = (y.arrived + y.chip) / 2;
    put("path", { class: told.late ? "tie late" : "tie", d: `M${slot} ${y.arrived + 5}C${slot} ${bend} ${each.x} ${bend} ${each.x} ${y.chip - CHIP / 2}` });
    chip(each.x, y.chip, told.status, each === seen.at(-1) && kind === "step" && message.final ? "step end" : kind, put, label);
    label(each.x, y.chip + CHIP / 2 + 14, caption(told), `dim ${told.kind === "deny" ? "deny" : told.late ? "late" : isAside(told) ? "aside" : ""}`);
    if (!timed) continue;
    if (told.time == null) {
      label(each.x, y.event + 4, "no time", "dim");
      continue;
    }
    put("line", { class: "tie", x1: each.x, x2: each.x, y1: y.chip + CHIP / 2 + (caption(told) ? 19 : 0), y2: y.event - 5 });
    dot(each.x, y.event, told.polled, put);
    label(each.x, y.event + 18, clock(told.time, day));
    if (last != null) label(each.x, y.event + 32, span(told.time - last), "dim");
    last = told.time;
  }
  return picture;
}

const isAside = (told) => ["late", "behind", "split"].includes(told.kind);
const isOnTheWay = (each) => each.missed || (each.told && each.told.kind === "step") || (each.told && each.told.kind === "deny" && !each.told.stays);

function kindOf(told) {
  if (told.kind === "deny") return told.stays ? "aside deny" : "deny";
  return told.kind === "repeat" ? "again" : isAside(told) ? "aside" : "step";
}

function caption(told) {
  if (told.kind === "deny") return told.stays ? "✕ ignored" : "✕ contradicts what came before";
  if (told.kind === "step") return told.late ? "arrived late" : told.assumed ? "assumed edge" : "";
  return (told.kind === "repeat" ? "↻ " : "? ") + explained(told);
}

// The way of the life: arrows from state to state; what was left aside is passed by above.
function steps(all, y, put) {
  let before = null;
  for (const each of all.filter((one) => isOnTheWay(one))) {
    if (before) {
      const kind = each.told && each.told.kind === "deny" ? "deny" : each.told && each.told.assumed ? "assumed" : "";
      const from = before.x + half(before), to = each.x - half(each) - 6;
      const apart = all.indexOf(each) - all.indexOf(before) > 1;
      const over = `C${from + 22} ${y - 34} ${to - 22} ${y - 34} ${to} ${y - 2}`;
      put("path", { class: `step ${kind}`, d: `M${from} ${y}${apart ? over : `H${to}`}` });
      put("path", { class: `head ${kind}`, d: apart ? `M${to + 6} ${y}l-9 -1.5l4 -6z` : `M${to + 6} ${y}l-8 -4v8z` });
    }
    before = each;
  }
}

const shown = (text) => (text.length > 15 ? `${text.slice(0, 14)}…` : text);
const half = (each) => breadth(each.missed ? `[${each.missed}]` : each.told.status) / 2;

// About as wide as its letters are in any system font: capitals, and what is no Latin, are wider.
function breadth(text) {
  const letters = [...shown(text)].map((each) => (/[a-z0-9 ._\-[\]]/.test(each) ? 7.1 : 9.1));
  return Math.max(52, letters.reduce((sum, each) => sum + each, 18));
}

function chip(x, y, text, kind, put, label) {
  const width = breadth(text);
  put("rect", { class: `chip ${kind}`, x: x - width / 2, y: y - CHIP / 2, width, height: CHIP, rx: kind.includes("missed") ? 4 : 13 });
  label(x, y + 4, shown(text), `state ${kind}`);
}

function dot(x, y, polled, put) {
  if (polled) put("rect", { class: "dot", x: x - 4, y: y - 4, width: 8, height: 8 });
  else put("circle", { class: "dot", cx: x, cy: y, r: 4 });
}

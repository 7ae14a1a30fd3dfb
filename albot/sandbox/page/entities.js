/**
 * Turns a text with Telegram's entities into nodes. Offsets and lengths are UTF-16 units, which is what JavaScript
 * strings count in. See https://core.telegram.org/bots/api#messageentity
 * @module
 */

import { el } from "./dom.js";
import { readLink } from "./links.js";
import { entityTime, fullTime } from "./times.js";

/** Entities that stand as a block of their own. */
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** Entities that are one plain element. */
const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote",
};

/**
 * @typedef {object} Reading what the nodes need to know and may call
 * @property {string} botUsername
 * @property {number} now the sandbox's time in milliseconds
 * @property {(link: import("./links.js").Link) => void} follow called for a deep link to the bot
 * @property {(command: string) => void} command called when a command in the text is pressed
 * @property {(text: string) => void} hint shows a short text, such as the full time behind a date
 */

/**
 * Renders a text.
 * @param {string} text
 * @param {object[]} entities
 * @param {Reading} reading
 * @returns {(Node|string)[]} strings are plain text
 */
export function renderText(text, entities, reading) {
  const inside = ({ offset, length }) => length > 0 && offset >= 0 && offset < text.length;
  const usable = (entities ?? []).filter(inside);
  return between(text, 0, text.length, usable, reading);
}

/** Order in which entities open: by place, the longer outside, blocks outside what begins and ends with them. */
function opening(a, b) {
  return a.offset - b.offset || b.length - a.length || Number(BLOCKS.has(b.type)) - Number(BLOCKS.has(a.type));
}

/**
 * Renders a stretch of the text. An entity that reaches beyond its outer one is cut in two at that border.
 * @param {string} text the whole text
 * @param {number} start
 * @param {number} end
 * @param {object[]} entities those that begin inside the stretch
 * @param {Reading} reading
 * @returns {(Node|string)[]}
 */
function between(text, start, end, entities, reading) {
  const nodes = [];
  let waiting = [...entities].sort(opening);
  let at = start;
  let afterBlock = false;
  const plain = (upTo) => {
    let piece = text.slice(at, upTo);
    if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
    if (piece) nodes.push(piece);
    if (upTo > at) afterBlock = false;
  };
  while (waiting.length) {
    const entity = waiting.shift();
    const stop = Math.min(entity.offset + entity.length, end);
    plain(entity.offset);
    const inside = waiting.filter((other) => other.offset < stop);
    const rests = inside.filter((other) => other.offset + other.length > stop)
      .map((other) => ({ ...other, offset: stop, length: other.offset + other.length - stop }));
    const later = [...rests, ...waiting.filter((other) => other.offset >= stop)];
    waiting = later.filter((other) => other.offset < end).sort(opening);
    const children = between(text, entity.offset, stop, inside, reading);
    nodes.push(wrap(entity, text.slice(entity.offset, stop), children, reading));
    at = stop;
    afterBlock = BLOCKS.has(entity.type);
  }
  plain(end);
  return nodes;
}

/** One entity around its children. */
function wrap(entity, part, children, reading) {
  if (PLAIN[entity.type]) return el(PLAIN[entity.type], {}, ...children);
  switch (entity.type) {
    case "pre": return el("pre", { tabindex: "0" }, el("code", {}, ...children));
    case "expandable_blockquote": return expandable(children);
    case "spoiler": return spoiler(children);
    case "text_link": return anchor(entity.url ?? "", children, reading);
    case "url": return anchor(part, children, reading);
    case "bot_command":
      return el("button", { type: "button", class: "link", onclick: () => reading.command(part) }, ...children);
    case "date_time": return dateTime(entity, part, children, reading);
    default: return el("span", {}, ...children);
  }
}

/** A link; one that must not be opened stays text. */
function anchor(address, children, reading) {
  const link = readLink(address, reading.botUsername);
  if (link.kind === "none") return el("span", {}, ...children);
  const outside = { target: "_blank", rel: "noopener noreferrer" };
  const node = el("a", { href: link.href, title: link.href, ...outside }, ...children);
  if (link.kind === "start") {
    const follow = (event) => { event.preventDefault(); reading.follow(link); };
    node.addEventListener("click", follow);
    node.addEventListener("auxclick", (event) => { if (event.button === 1) follow(event); });
  }
  return node;
}

/** A long quote that shows three lines until it is opened; the button only stands where there is more. */
function expandable(children) {
  const body = el("div", { class: "quote-body" }, ...children);
  const toggle = el("button", { type: "button", class: "link", "aria-expanded": "false", hidden: true }, "Show more");
  const quote = el("blockquote", { class: "expandable" }, body, toggle);
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? "Show less" : "Show more";
  });
  new ResizeObserver(() => {
    if (!body.clientHeight || quote.classList.contains("open")) return;
    toggle.hidden = body.scrollHeight <= body.clientHeight + 1;
  }).observe(body);
  return quote;
}

/**
 * Lets an inline element be pressed like a button; a real button would not break over two lines.
 * @param {HTMLElement} node
 * @param {() => void} run
 */
function pressable(node, run) {
  node.setAttribute("role", "button");
  node.tabIndex = 0;
  node.addEventListener("click", run);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
}

/** Hidden text that shows itself once it is pressed. */
function spoiler(children) {
  const inner = el("span", { "aria-hidden": "true" }, ...children);
  inner.inert = true;
  const node = el("span", { class: "spoiler", "aria-label": "Hidden text, press to read" }, inner);
  pressable(node, () => {
    node.classList.add("shown");
    inner.inert = false;
    inner.removeAttribute("aria-hidden");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  });
  return node;
}

/** A moment in the reader's own zone; pressing it tells the whole of it. */
function dateTime(entity, part, children, reading) {
  const moment = Number(entity.unix_time) * 1000;
  if (!Number.isFinite(moment) || Number.isNaN(new Date(moment).getTime())) return el("span", {}, ...children);
  const shown = entity.date_time_format ? entityTime(moment, entity.date_time_format, reading.now) : null;
  const time = el("time", { datetime: new Date(moment).toISOString() }, ...(shown === null ? children : [shown]));
  const node = el("span", { class: "date-time", title: fullTime(moment) }, time);
  pressable(node, () => reading.hint(fullTime(moment)));
  return node;
}

/**
 * One message as Telegram shows it: the bubble, what hangs on it, and the bot's buttons below.
 * @module
 */

import { el, icon, iconButton, unseen } from "./dom.js";
import { renderText } from "./entities.js";
import { clockTime, fullTime } from "./times.js";

/** What stands in the bubble of a message that is not text, with its drawing. */
const OTHERS = {
  voice: ["voice", "Voice message"],
  photo: ["photo", "Photo"],
  document: ["file", "Document"],
  contact: ["contact", "Contact"],
  location: ["location", "Location"],
  sticker: ["sticker", "Sticker"],
};

/**
 * @typedef {object} Surroundings what a message needs to know of its chat, and what it may ask of it
 * @property {object} person whose chat it is
 * @property {string} botName
 * @property {import("./entities.js").Reading} reading
 * @property {(id: number) => object|undefined} find a message of the chat
 * @property {(id: number) => void} show scrolls to a message
 * @property {(message: object, button: object, node: HTMLElement) => void} press
 * @property {(message: object, anchor: HTMLElement) => void} actions opens the menu of a message
 */

/**
 * Who wrote a message, in words.
 * @param {object} message
 * @param {Surroundings} around
 * @returns {string}
 */
const writer = (message, around) => (message.mine ? around.person.first_name : around.botName);

/**
 * What a message says, in one plain stretch of text without what is hidden in it: for quotes and screen readers.
 * @param {object} message
 * @returns {string}
 */
export function inWords(message) {
  if (message.text) return withoutSpoilers(message);
  if (message.document) return `Document: ${message.document.name}`;
  if (message.photo) return "Photo";
  return OTHERS[message.kind]?.[1] ?? "Message";
}

/** A message's text with "[hidden]" for each spoiler. */
function withoutSpoilers({ text, entities }) {
  const spoilers = (entities ?? []).filter((entity) => entity.type === "spoiler");
  return spoilers.sort((a, b) => b.offset - a.offset)
    .reduce((said, { offset, length }) => `${said.slice(0, offset)}[hidden]${said.slice(offset + length)}`, text);
}

/**
 * A message as a screen reader says it, with the labels of its buttons.
 * @param {object} message
 * @returns {string}
 */
export function aloud(message) {
  const labels = (message.buttons ?? []).flat().map((button) => button.text);
  return inWords(message) + (labels.length ? ` Buttons: ${labels.join(", ")}.` : "");
}

/**
 * Makes a message.
 * @param {object} message as the server gives it
 * @param {Surroundings} around
 * @returns {HTMLElement}
 */
export function renderMessage(message, around) {
  const side = message.mine ? "mine" : "theirs";
  const at = message.date * 1000;
  const node = el("article", {
    class: `message ${side}`, "data-message": message.id, tabindex: "-1",
    "aria-label": `${writer(message, around)}, ${clockTime(at)}: ${message.deleted ? "deleted" : aloud(message)}`,
  });
  if (message.deleted) {
    node.classList.add("gone");
    node.append(el("div", { class: "bubble" }, "Deleted message", meta(message)));
    return node;
  }
  if (message.protected) node.classList.add("guarded");
  node.append(bubble(message, around));
  const rows = message.buttons ?? [];
  if (rows.length) node.append(keyboard(message, rows, around));
  return node;
}

/** The bubble with everything in it. */
function bubble(message, around) {
  const text = el("div", { class: message.text ? "text" : "text wordless", dir: "auto" });
  if (message.text) {
    text.append(el("span", { class: "words" }, ...renderText(message.text, message.entities, around.reading)));
  }
  text.append(meta(message));
  return el("div", { class: message.photo ? "bubble with-photo" : "bubble" },
    message.forwarded && el("div", { class: "forwarded" }, icon("forward"), "Forwarded message"),
    message.reply_to && quoted(message, around),
    attachment(message),
    text,
    iconButton("more", "Reply, copy and more", {
      class: "actions", tabindex: "-1", "aria-haspopup": "menu", "aria-expanded": "false",
      onclick: (event) => around.actions(message, event.currentTarget),
    }));
}

/** The message that this one answers, as a button that leads to it. */
function quoted(message, around) {
  const other = around.find(message.reply_to);
  const known = other && !other.deleted;
  return el("button", { type: "button", class: "quoted", "aria-label": "Go to the message this replies to",
    onclick: () => known && around.show(other.id) },
  el("b", {}, known ? writer(other, around) : "Reply"),
  el("span", { dir: "auto" }, known ? inWords(other).slice(0, 120) : "Deleted message"));
}

/** A picture, a file, or a pill for what has no text. */
function attachment(message) {
  if (message.photo?.url && ownAddress(message.photo.url)) {
    return el("a", { class: "photo", href: message.photo.url, target: "_blank", rel: "noopener" },
      el("img", { src: message.photo.url, alt: "Picture, opens in full size", loading: "lazy" }));
  }
  if (message.document) return file(message.document);
  const other = OTHERS[message.kind];
  if (!other) return null;
  return el("div", { class: "pill-media" }, el("span", { class: "disc" }, icon(other[0])), other[1]);
}

/** A document with its name, size and address. */
function file({ name, size, url }) {
  const content = [
    el("span", { class: "disc" }, icon("file")),
    el("span", { class: "file-name", dir: "auto" }, name),
    el("span", { class: "file-size" }, fileSize(size)),
  ];
  return ownAddress(url) ? el("a", { class: "file", href: url, download: name }, ...content)
    : el("div", { class: "file" }, ...content);
}

/** Whether an address is one of this server's, so that a file never comes from elsewhere. */
function ownAddress(address) {
  if (!address) return false;
  try {
    return new URL(address, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

/** "12 KB". @param {number} bytes @returns {string} */
function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** The small line in the corner: silent, protected, edited, the time, seen. */
function meta(message) {
  const at = message.date * 1000;
  const mark = (drawing, words) => el("span", { class: "mark", title: words }, icon(drawing), unseen(`${words}, `));
  const when = message.edited ? `${fullTime(at)}\nEdited: ${fullTime(message.edited * 1000)}` : fullTime(at);
  return el("span", { class: "meta" },
    message.silent && mark("silent", "Came without a sound"),
    message.protected && mark("protected", "Protected: cannot be forwarded or saved"),
    message.edited && !message.deleted && el("span", {}, "edited "),
    el("time", { datetime: new Date(at).toISOString(), title: when }, clockTime(at)),
    message.mine && !message.deleted && icon("seen"));
}

/** The rows of inline buttons. */
function keyboard(message, rows, around) {
  const oneButton = (button) => {
    const sign = button.url ? icon("out") : button.copy !== undefined && button.copy !== null ? icon("copy") : null;
    const node = el("button", { type: "button", dir: "auto" }, el("span", {}, button.text), sign);
    node.addEventListener("click", () => around.press(message, button, node));
    return node;
  };
  return el("div", { class: "keyboard", role: "group", "aria-label": "Buttons of this message" },
    rows.map((row) => el("div", { class: "row" }, row.map(oneButton))));
}

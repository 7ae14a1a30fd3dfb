/**
 * Making elements. The only way this page puts text on the screen is `textContent` and text nodes:
 * what people and the bot write never passes through an HTML parser.
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";

/** Line drawings on a 24 x 24 grid, by name. */
const DRAWINGS = {
  send: "M4 12 20 4l-5 16-4-6zM11 14l9-10",
  menu: "M4 7h16M4 12h16M4 17h16",
  attach: "M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.4a1.6 1.6 0 0 1-2.3-2.3l7.6-7.5",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  silent: "M6 16V11a6 6 0 0 1 9-5.2M18 12v4l1 1H8M10 20h4M4 4l16 16",
  protected: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  seen: "M2 13l4 4 8-10M11 16l1 1 9-10",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  reply: "M10 6L4 12l6 6M4 12h9a7 7 0 0 1 7 7",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9v.01",
  voice: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  sticker: "M12 3a9 9 0 1 0 9 9c-5 0-9-4-9-9zM8.5 13a4 4 0 0 0 4 3M12 3l9 9",
  location: "M12 21c5-6 7-8.5 7-12a7 7 0 0 0-14 0c0 3.5 2 6 7 12zM12 9.5v.01",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5",
  forward: "M14 6l6 6-6 6M20 12h-9a7 7 0 0 0-7 7",
  add: "M12 5v14M5 12h14",
  fault: "M13 3L5 14h6l-1 7 9-12h-7z",
  help: "M9 9.5a3 3 0 1 1 4.5 2.600c-1 .6-1.5 1.200-1.5 2.400M12 18v.01M12 22a10 10 0 1 0 0-20 10 10 0 0 0 0 20z",
  out: "M8 16L17 7M9 7h8v8",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM6 6l12 12",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
};

/**
 * Makes an element.
 * @param {string} tag name of the element
 * @param {Object<string, *>} [attributes] attribute values; a function under "onclick" listens to "click";
 *   null, undefined and false leave the attribute away
 * @param {...(Node|string|null|false)} children what goes inside; strings become text nodes
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Makes a drawing that screen readers skip; the words beside it carry the meaning.
 * @param {keyof typeof DRAWINGS} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", DRAWINGS[name]);
  svg.append(path);
  return svg;
}

/**
 * Makes a button that shows only a drawing and says its name to screen readers and as a tooltip.
 * @param {keyof typeof DRAWINGS} drawing
 * @param {string} label
 * @param {Object<string, *>} [attributes]
 * @returns {HTMLButtonElement}
 */
export function iconButton(drawing, label, attributes = {}) {
  const { class: extra = "", ...rest } = attributes;
  const own = { type: "button", class: `icon-button ${extra}`.trim(), "aria-label": label, title: label };
  return el("button", { ...own, ...rest }, icon(drawing));
}

/**
 * Words for screen readers only.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function unseen(text) {
  return el("span", { class: "unseen" }, text);
}

/**
 * The round picture that stands for a person: the first letter of the name on one of seven colours.
 * @param {{id: number, first_name: string}} person
 * @returns {HTMLElement}
 */
export function avatar(person) {
  const letter = [...person.first_name.trim()][0] ?? "?";
  const colour = `avatar-${Math.abs(Number(person.id)) % 7}`;
  return el("span", { class: `avatar ${colour}`, "aria-hidden": "true" }, letter.toUpperCase());
}

/**
 * Whether the page stands in its narrow form, one chat at a time.
 * @returns {boolean}
 */
export function narrow() {
  return matchMedia("(max-width: 759px)").matches;
}

/**
 * Puts a text on the clipboard, also where the modern way is not allowed (plain HTTP from another machine).
 * @param {string} text
 * @returns {Promise<void>}
 */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = el("textarea", { class: "unseen", "aria-hidden": "true" });
  field.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (!copied) throw new Error("The browser did not allow copying.");
}

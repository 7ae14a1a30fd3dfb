/**
 * Small menus that open beside a button: arrows move, Enter chooses, Escape closes, focus goes back.
 * @module
 */

import { el, icon } from "./dom.js";

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {string} [drawing] name of a drawing
 * @property {() => void} run
 */

/**
 * Opens a menu beside an element.
 * @param {HTMLElement} anchor the button it belongs to
 * @param {string} label what the menu is for
 * @param {MenuItem[]} items
 */
export function openMenu(anchor, label, items) {
  document.querySelector(".menu")?.hidePopover();
  const menu = el("div", { class: "menu", popover: "auto", role: "menu", "aria-label": label });
  const choose = (item) => {
    menu.hidePopover();
    item.run();
  };
  menu.append(...items.map((item) => el("button", {
    type: "button", role: "menuitem", tabindex: "-1", onclick: () => choose(item),
  }, item.drawing ? icon(item.drawing) : null, item.label)));
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) anchor.focus();
    menu.remove();
  });
  document.body.append(menu);
  menu.showPopover();
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  menu.firstElementChild?.focus();
}

/** Arrow keys, Home, End and Tab in a menu. */
function moveInMenu(event, menu) {
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  const goal = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (event.key === "Tab") {
    event.preventDefault();
    menu.hidePopover();
  }
  if (goal === undefined) return;
  event.preventDefault();
  items[goal].focus();
}

/**
 * Puts a floating element beside its anchor, above or below as there is room, inside the window.
 * @param {HTMLElement} floating shown and fixed
 * @param {HTMLElement} anchor
 */
export function place(floating, anchor) {
  const by = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = floating;
  const gap = 6;
  const below = by.bottom + gap + height <= innerHeight - gap;
  const top = below ? by.bottom + gap : Math.max(gap, by.top - gap - height);
  const left = by.left + width <= innerWidth - gap ? by.left : by.right - width;
  floating.style.top = `${Math.max(gap, top)}px`;
  floating.style.left = `${Math.min(Math.max(gap, left), Math.max(gap, innerWidth - width - gap))}px`;
}

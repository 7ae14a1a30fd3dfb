/**
 * What the page says besides the messages: short toasts over a chat, alerts that wait for OK, and words for
 * screen readers.
 * @module
 */

import { el } from "./dom.js";

/** How long a toast stays at least, and for each character of it, in milliseconds. */
const STAYS = 3200;
const STAYS_EACH = 45;

/** Says something to screen readers only. @param {string} text */
export function announce(text) {
  const line = el("p", {}, text);
  document.getElementById("announcer").append(line);
  setTimeout(() => line.remove(), 8000);
}

/**
 * The place for toasts in a person's chat, or the page's own.
 * @param {number|null} personId
 * @returns {HTMLElement}
 */
function placeFor(personId) {
  const column = personId === null ? null
    : [...document.querySelectorAll("[data-person]")].find((one) => one.dataset.person === String(personId));
  const place = column?.querySelector(".toasts");
  return place && place.getClientRects().length ? place : document.getElementById("page-toasts");
}

/**
 * Shows a short text that goes away by itself, as Telegram does when a bot answers a button.
 * @param {number|null} personId in whose chat; null for the page
 * @param {string} text
 * @param {{problem?: boolean}} [how] a problem is announced at once
 */
export function toast(personId, text, { problem = false } = {}) {
  const look = problem ? { class: "toast problem", role: "alert" } : { class: "toast", role: "status" };
  const note = el("div", { ...look, dir: "auto" }, text);
  placeFor(personId).append(note);
  setTimeout(() => note.remove(), STAYS + STAYS_EACH * text.length);
}

/**
 * Shows a text that waits for OK, as Telegram does for `show_alert`.
 * @param {number} personId
 * @param {string} text
 */
export function showAlert(personId, text) {
  const ok = el("button", { type: "button", class: "primary" }, "OK");
  const box = el("div", { class: "alert", role: "alertdialog", "aria-label": "The bot says" },
    el("p", { dir: "auto" }, text), ok);
  const place = placeFor(personId);
  const before = document.activeElement;
  ok.addEventListener("click", () => {
    box.remove();
    if (before?.isConnected) before.focus();
  });
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") ok.click(); });
  place.append(box);
  if (place.closest("[data-person]")?.contains(before) || before === document.body) ok.focus();
}

/**
 * Waits for something asked of the server; what goes wrong is shown in the chat.
 * @template T
 * @param {number|null} personId
 * @param {Promise<T>} asked
 * @returns {Promise<T|undefined>} undefined where it went wrong
 */
export async function attempt(personId, asked) {
  try {
    return await asked;
  } catch (problem) {
    toast(personId, problem.message, { problem: true });
    return undefined;
  }
}

/**
 * What somebody has typed but not sent, kept over a reload of the page (not longer than the browser's tab).
 * @module
 */

/** Where a person's draft lies. @param {number} id of the person */
const key = (id) => `albot-draft-${id}`;

/** The draft of a person, or nothing. @param {number} id @returns {string} */
export function readDraft(id) {
  try {
    return sessionStorage.getItem(key(id)) ?? "";
  } catch {
    return "";
  }
}

/** Keeps a draft; an empty one is dropped. @param {number} id @param {string} text */
export function keepDraft(id, text) {
  try {
    if (text) sessionStorage.setItem(key(id), text);
    else sessionStorage.removeItem(key(id));
  } catch {
    // A browser that keeps nothing still has the field itself.
  }
}

/**
 * Replying by touch: a bubble drawn to the left, as on a phone.
 * @module
 */

/** How far a bubble must be drawn, and how far it follows the finger, in pixels. */
const ENOUGH = 56;
const FURTHEST = 80;

/**
 * Watches a list of messages for swipes to the left.
 * @param {HTMLElement} list
 * @param {(messageId: string) => void} reply
 */
export function watchSwipes(list, reply) {
  let swipe = null;
  const end = (done) => {
    if (!swipe) return;
    swipe.node.style.translate = "";
    swipe.node.classList.remove("swiping");
    if (done && swipe.moved <= -ENOUGH) reply(swipe.node.dataset.message);
    swipe = null;
  };
  list.addEventListener("pointerdown", (event) => {
    const node = event.target.closest("article");
    if (event.pointerType === "touch" && node && !node.classList.contains("gone")) {
      swipe = { node, x: event.clientX, moved: 0, pointer: event.pointerId };
    }
  });
  list.addEventListener("pointermove", (event) => {
    if (!swipe || event.pointerId !== swipe.pointer) return;
    swipe.moved = Math.max(-FURTHEST, Math.min(0, event.clientX - swipe.x));
    swipe.node.classList.toggle("swiping", swipe.moved < -8);
    swipe.node.style.translate = swipe.moved < -8 ? `${swipe.moved}px 0` : "";
  });
  list.addEventListener("pointerup", () => end(true));
  list.addEventListener("pointercancel", () => end(false));
}

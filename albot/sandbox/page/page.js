/**
 * Puts the page together.
 * @module
 */

import { ClockBar } from "./clock.js";
import { icon, narrow } from "./dom.js";
import { FaultPanel } from "./faults.js";
import { People } from "./people.js";
import { toast } from "./announce.js";
import { Store } from "./store.js";

/** Under which name the browser keeps whether the guide was closed. */
const GUIDE_KEY = "albot-guide";

/**
 * The text beside the chats. It stands open on a wide page until somebody closes it.
 * @param {People} people
 */
function setUpGuide(people) {
  const guide = document.getElementById("guide");
  const opener = document.getElementById("guide-open");
  const show = (open) => {
    guide.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  const set = (open) => {
    show(open);
    try {
      localStorage.setItem(GUIDE_KEY, open ? "open" : "closed");
    } catch {
      // A browser that keeps nothing shows the guide each time.
    }
    (open ? document.getElementById("guide-title") : opener).focus();
  };
  let kept = null;
  try {
    kept = localStorage.getItem(GUIDE_KEY);
  } catch {
    kept = null;
  }
  show(!narrow() && kept !== "closed");
  document.getElementById("guide-close").append(icon("close"));
  document.getElementById("guide-close").addEventListener("click", () => set(false));
  opener.addEventListener("click", () => set(guide.hidden));
  guide.addEventListener("keydown", (event) => { if (event.key === "Escape") set(false); });
  guide.addEventListener("click", (event) => {
    const text = event.target.closest("[data-try]")?.dataset.try;
    if (!text) return;
    if (narrow()) show(false);
    people.suggest(text);
  });
}

/** Gives the tools in the bar their drawings; on a narrow page these stand without words. */
function drawTools() {
  for (const [id, drawing] of [["add-person", "add"], ["faults-open", "fault"], ["guide-open", "help"]]) {
    const button = document.getElementById(id);
    button.prepend(icon(drawing));
    button.title = button.textContent.trim();
  }
}

/** Starts the page. */
async function main() {
  const store = new Store();
  const people = new People(store);
  new ClockBar(store);
  new FaultPanel(store);
  drawTools();
  setUpGuide(people);
  store.addEventListener("connection", ({ detail }) => {
    document.getElementById("connection").hidden = !detail.lost;
  });
  await store.start().catch((problem) => toast(null, problem.message, { problem: true }));
}

main();

/**
 * The sandbox's clock: what time it is there, what comes next, and moving on.
 * @module
 */

import { announce, attempt } from "./announce.js";
import { moveClock } from "./api.js";
import { clockTime, dayKey, fullTime, relativeTime, shortDay } from "./times.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The clock in the bar. */
export class ClockBar {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.face = document.getElementById("clock-now");
    this.due = document.getElementById("clock-due");
    this.group = document.getElementById("clock");
    this.busy = document.getElementById("busy");
    this.buttons = ["clock-hour", "clock-day", "clock-next"].map((id) => document.getElementById(id));
    const [hour, day, next] = this.buttons;
    hour.addEventListener("click", () => this.move({ seconds: HOUR }));
    day.addEventListener("click", () => this.move({ seconds: DAY }));
    next.addEventListener("click", () => this.move({ to: "next" }));
    store.addEventListener("clock", () => this.show());
    setInterval(() => this.show(), 1000);
  }

  /** Writes the time and what comes next. */
  show() {
    const { nextDue } = this.store;
    const now = this.store.now();
    const face = `${shortDay(now)} ${new Date(now).getFullYear()}, ${clockTime(now)}`;
    if (this.face.textContent !== face) {
      this.face.textContent = face;
      this.face.dateTime = new Date(now).toISOString();
      this.face.title = `In the sandbox it is ${fullTime(now)}`;
    }
    const due = nextDue === null ? "nothing planned" : dueInWords(nextDue, now);
    if (this.due.textContent !== due) this.due.textContent = due;
    if (!this.moving) this.buttons[2].setAttribute("aria-disabled", String(nextDue === null));
  }

  /** Moves the clock on; busy until what fell due is on the screen. @param {{seconds: number}|{to: "next"}} move */
  async move(move) {
    if (this.moving || (move.to && this.store.nextDue === null)) return;
    this.setBusy(true);
    announce("Moving the clock");
    const clock = await attempt(null, moveClock(move));
    if (clock) {
      this.store.setClock(clock);
      announce(`It is now ${fullTime(this.store.now())}`);
    }
    await this.store.refreshState().catch(() => {});
    this.setBusy(false);
    this.show();
  }

  /** Shows that the clock is moving, or has stopped. @param {boolean} moving */
  setBusy(moving) {
    this.moving = moving;
    this.busy.hidden = !moving;
    this.group.setAttribute("aria-busy", String(moving));
    for (const button of this.buttons) button.setAttribute("aria-disabled", String(moving));
  }
}

/**
 * "Thu 6 Nov 09:00, in 2 days"; today without the day.
 * @param {number} due milliseconds
 * @param {number} now milliseconds
 * @returns {string}
 */
function dueInWords(due, now) {
  if (due <= now) return "due now";
  const day = dayKey(due) === dayKey(now) ? "today" : shortDay(due);
  return `${day} ${clockTime(due)}, ${relativeTime(due, now)}`;
}

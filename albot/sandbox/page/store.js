/**
 * What the page knows about the sandbox, kept fresh from the server's events.
 * It tells its listeners by events: "people" (who there is), "person" ({id}: a chat changed), "clock", "faults",
 * "toast" ({person, text, alert}) and "connection" ({lost}).
 * @module
 */

import { listen, readPerson, readState } from "./api.js";

/** How long after a change the clock's next due time is asked for again, in milliseconds. */
const SETTLE = 700;

/**
 * Wraps a task so that it never runs twice at once: calls during a run lead to exactly one more run after it.
 * @param {() => Promise<void>} task
 * @returns {() => Promise<void>}
 */
function coalesced(task) {
  let running = null;
  let again = false;
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      try {
        do {
          again = false;
          await task();
        } while (again);
      } finally {
        running = null;
      }
    })();
    return running;
  };
}

/** The page's one copy of the server's state. */
export class Store extends EventTarget {
  /** Starts empty; `start` fills it. */
  constructor() {
    super();
    this.bot = { username: "", name: "albot" };
    /** @type {Map<number, object>} people by id, in the server's order */
    this.people = new Map();
    this.nextDue = null;
    this.faults = null;
    this.base = { now: Date.now(), read: performance.now() };
    this.refreshers = new Map();
    this.fetched = new Map();
    this.refreshState = coalesced(() => this.readAll());
  }

  /**
   * The sandbox's time; it runs on with the browser's clock between two words from the server.
   * @returns {number} milliseconds since 1970, UTC
   */
  now() {
    return this.base.now + (performance.now() - this.base.read);
  }

  /** Reads everything once and listens from then on. @returns {Promise<void>} */
  async start() {
    listen({
      open: () => { this.tell("connection", { lost: false }); this.refreshState().catch(() => {}); },
      error: () => this.tell("connection", { lost: true }),
      changed: ({ person }) => this.changed(person),
      toast: (toast) => this.tell("toast", toast),
      clock: (clock) => this.setClock(clock),
    });
    await this.refreshState();
  }

  /** Fetches what a "changed" event speaks of. @param {number|null} id of the person; null is everything */
  changed(id) {
    if (id === null || id === undefined || !this.people.has(id)) {
      this.refreshState().catch(() => {});
      return;
    }
    this.refreshPerson(id).catch(() => {});
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.refreshState().catch(() => {}), SETTLE);
  }

  /** Reads one chat anew. @param {number} id @returns {Promise<void>} */
  refreshPerson(id) {
    if (!this.refreshers.has(id)) {
      this.refreshers.set(id, coalesced(async () => this.setPerson(await readPerson(id))));
    }
    return this.refreshers.get(id)();
  }

  /** Reads the whole state; chats that were read on their own meanwhile are newer and stay. @returns {Promise<void>} */
  async readAll() {
    const asked = performance.now();
    const state = await readState();
    this.bot = state.bot;
    const before = [...this.people.keys()].join();
    const fresh = new Map();
    for (const person of state.people) {
      const newer = (this.fetched.get(person.id) ?? -1) > asked && this.people.has(person.id);
      fresh.set(person.id, newer ? this.people.get(person.id) : person);
    }
    this.people = fresh;
    if ([...fresh.keys()].join() !== before) this.tell("people");
    for (const id of fresh.keys()) this.tell("person", { id });
    this.setClock(state);
    this.faults = state.faults;
    this.tell("faults");
  }

  /** Takes in one person as the server gave it. @param {object} person */
  setPerson(person) {
    const known = this.people.has(person.id);
    this.people.set(person.id, person);
    this.fetched.set(person.id, performance.now());
    if (!known) this.tell("people");
    this.tell("person", { id: person.id });
  }

  /** Takes in the clock. @param {{now: string, next_due?: string|null}} clock */
  setClock({ now, next_due: due }) {
    this.base = { now: Date.parse(now), read: performance.now() };
    if (due !== undefined) this.nextDue = due === null ? null : Date.parse(due);
    this.tell("clock");
  }

  /** Tells the listeners. @param {string} name @param {object} [detail] */
  tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * All the people beside each other; on a phone's width one at a time, with tabs above.
 * @module
 */

import { attempt, showAlert, toast } from "./announce.js";
import { addPerson, sendMessage } from "./api.js";
import { Column } from "./column.js";
import { askForPerson, chooseOpener } from "./dialogs.js";
import { avatar, el, narrow, unseen } from "./dom.js";

/** The columns and the tabs that lead to them. */
export class People {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.place = document.getElementById("people");
    this.tabs = document.getElementById("tabs");
    this.skip = document.getElementById("skip");
    /** @type {Map<number, Column>} */
    this.columns = new Map();
    this.unread = new Map();
    this.active = null;
    store.addEventListener("people", () => this.arrange());
    store.addEventListener("person", ({ detail }) => this.refresh(detail.id));
    store.addEventListener("toast", ({ detail }) => this.answered(detail));
    document.getElementById("add-person").addEventListener("click", () => this.add());
    document.addEventListener("keydown", (event) => this.key(event));
  }

  /** Makes columns for who is new, takes away who is gone, and draws the tabs. */
  arrange() {
    const people = [...this.store.people.values()];
    for (const [id, column] of this.columns) {
      if (this.store.people.has(id)) continue;
      column.node.remove();
      this.columns.delete(id);
    }
    for (const person of people) {
      if (!this.columns.has(person.id)) this.columns.set(person.id, this.column(person));
    }
    if (!this.columns.has(this.active)) this.active = people[0]?.id ?? null;
    this.place.append(...people.map((person) => this.columns.get(person.id).node).filter((node) => !node.isConnected));
    this.skip.replaceChildren(...people.map((person) => el("a", { href: "#people", onclick: (event) => {
      event.preventDefault();
      this.focus(person.id);
    } }, `Skip to ${person.first_name}`)));
    document.querySelector("[data-first-person]").textContent = people[0]?.first_name ?? "the first chat";
    this.tabs.replaceChildren(...people.map((person) => this.tab(person)));
    for (const person of people) this.refresh(person.id);
  }

  /** A new column; where the keyboard is in it, its person is the one in hand, also when the page gets narrow. */
  column(person) {
    const column = new Column(person, this.store, (link, from) => this.follow(link, from));
    column.node.addEventListener("focusin", () => {
      this.active = person.id;
      this.unread.delete(person.id);
    });
    return column;
  }

  /** Shows a chat as known now and counts what came unseen. @param {number} id */
  refresh(id) {
    const column = this.columns.get(id);
    const person = this.store.people.get(id);
    if (!column || !person) return;
    const first = !column.read;
    const news = column.update(person);
    if (!first && news && narrow() && id !== this.active) this.unread.set(id, (this.unread.get(id) ?? 0) + news);
    this.showTabs();
  }

  /** Marks the tab in hand and the unread ones, and says which column a narrow page shows. */
  showTabs() {
    for (const tab of this.tabs.children) {
      const id = Number(tab.dataset.tab);
      const unread = this.unread.get(id) ?? 0;
      tab.setAttribute("aria-current", String(id === this.active));
      tab.classList.toggle("unread", unread > 0);
      tab.querySelector(".unseen").textContent = unread ? `, ${unread} new` : "";
      this.columns.get(id)?.node.classList.toggle("active", id === this.active);
    }
  }

  /** One tab. */
  tab(person) {
    return el("button", { type: "button", "data-tab": person.id, onclick: () => this.open(person.id) },
      avatar(person), el("span", {}, person.first_name), unseen(""));
  }

  /** Brings a person's chat to the front. @param {number} id */
  open(id) {
    this.active = id;
    this.unread.delete(id);
    this.showTabs();
    const column = this.columns.get(id);
    column.node.scrollIntoView({ block: "nearest", inline: "nearest" });
    column.composer.fit();
    if (column.log.following) column.log.scrollToEnd();
    this.tabs.querySelector('[aria-current="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Brings a person's chat to the front and the keyboard into its typing field. @param {number} id */
  focus(id) {
    this.open(id);
    const { composer } = this.columns.get(id);
    (composer.form.hidden ? composer.unblock : composer.field).focus();
  }

  /** Alt with an arrow goes to the next or previous person, as in Telegram. @param {KeyboardEvent} event */
  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    const ids = [...this.store.people.keys()];
    const at = ids.indexOf(this.active);
    if (ids.length) this.focus(ids[(at + step + ids.length) % ids.length]);
  }

  /** The bot's answer to a pressed button. @param {{person: number, text: string, alert: boolean}} answer */
  answered({ person, text, alert }) {
    if (!text) return;
    if (alert) showAlert(person, text);
    else toast(person, text);
  }

  /** Asks who opens a link to the bot and opens it as that person. */
  async follow(link, from) {
    const id = await chooseOpener(link, [...this.store.people.values()], from);
    if (id === null) return;
    const text = link.code ? `/start ${link.code}` : "/start";
    await attempt(id, sendMessage(id, { text }));
    this.focus(id);
    this.store.refreshPerson(id).catch(() => {});
  }

  /** Asks for a new person and adds them. */
  async add() {
    const person = await askForPerson();
    if (!person) return;
    const before = new Set(this.store.people.keys());
    if (await attempt(null, addPerson(person)) === undefined) return;
    await this.store.refreshState().catch(() => {});
    const added = [...this.store.people.keys()].find((id) => !before.has(id));
    if (added !== undefined) this.focus(added);
  }

  /** Puts a text into the first person's typing field, where the facilitator can look at it and send it. */
  suggest(text) {
    const id = this.store.people.keys().next().value;
    if (id === undefined) return;
    this.focus(id);
    this.columns.get(id).composer.setText(text);
  }
}

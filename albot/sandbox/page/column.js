/**
 * One person's chat with the bot: who it is, the messages, the typing field.
 * @module
 */

import { announce, attempt, toast } from "./announce.js";
import { pressButton } from "./api.js";
import { aloud } from "./bubble.js";
import { Composer, editable } from "./composer.js";
import { avatar, copyText, el, iconButton } from "./dom.js";
import { readLink } from "./links.js";
import { Log } from "./log.js";
import { openMenu } from "./menus.js";
import { watchSwipes } from "./swipe.js";

/** How many messages that come together are read out; of more only their number is said. */
const SAID_AT_ONCE = 4;

/** One column of the page. */
export class Column {
  /**
   * @param {object} person
   * @param {import("./store.js").Store} store
   * @param {(link: object, from: number) => void} follow opens a link to the bot
   */
  constructor(person, store, follow) {
    this.id = person.id;
    this.store = store;
    this.follow = follow;
    this.person = person;
    this.read = false;
    this.log = new Log(this.surroundings(), `Chat of ${person.first_name} with ${store.bot.name}`);
    this.composer = new Composer(person, () => store.refreshPerson(this.id).catch(() => {}));
    this.node = this.build();
    watchSwipes(this.log.list, (id) => this.withMessage(id, (message) => this.composer.reply(message)));
    this.log.list.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.composer.field.focus();
    });
  }

  /** Makes the column. @returns {HTMLElement} */
  build() {
    const { person, store } = this;
    this.more = iconButton("more", `More for ${person.first_name}`, {
      "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.openMore(),
    });
    this.status = el("p", {});
    this.empty = el("div", { class: "empty" },
      el("b", {}, `${person.first_name} has not met ${store.bot.name} yet`),
      el("p", {}, "Press START below, or open an invite link as this person."));
    return el("section", { class: "column", "data-person": this.id, "aria-label": person.first_name },
      el("header", {}, avatar(person), el("div", {}, el("h2", {}, person.first_name), this.status), this.more),
      el("div", { class: "chat" }, this.log.list, this.empty, this.log.toEnd, el("div", { class: "toasts" })),
      this.composer.node);
  }

  /**
   * Shows the person as known now, and says what is new.
   * @param {object} person
   * @returns {number} how many messages of the bot are new
   */
  update(person) {
    this.person = person;
    const known = person.username ? `@${person.username}` : "has no username";
    this.status.textContent = person.blocked ? "has blocked the bot" : known;
    this.node.classList.toggle("blocked", person.blocked);
    this.empty.hidden = person.chat.messages.length > 0;
    this.composer.update(person);
    const { arrived, changed } = this.log.update(person.chat.messages);
    const news = arrived.filter((message) => !message.mine && !message.deleted);
    if (this.read) {
      if (news.length > SAID_AT_ONCE) announce(`${news.length} new messages for ${person.first_name}`);
      else news.forEach((message) => this.say(message, "to"));
      changed.filter((message) => !message.mine).forEach((message) => this.say(message, "changed a message to"));
    }
    this.read = true;
    return news.length;
  }

  /** Says a message of the bot to screen readers, with its buttons. */
  say(message, how) {
    announce(`${this.store.bot.name} ${how} ${this.person.first_name}: ${aloud(message)}`);
  }

  /** What messages may know and ask. @returns {import("./bubble.js").Surroundings} */
  surroundings() {
    const column = this;
    const { store } = this;
    return {
      get person() { return column.person; },
      get botName() { return store.bot.name; },
      reading: {
        get botUsername() { return store.bot.username; },
        get now() { return store.now(); },
        follow: (link) => this.follow(link, this.id),
        command: (command) => this.composer.sendNow(command),
        hint: (text) => toast(this.id, text),
      },
      find: (id) => this.person.chat.messages.find((message) => message.id === id),
      show: (id) => this.log.show(id),
      press: (message, button, node) => this.press(message, button, node),
      actions: (message, anchor) => this.openActions(message, anchor),
    };
  }

  /** Does something with a message that still stands. */
  withMessage(id, act) {
    const message = this.person.chat.messages.find((one) => String(one.id) === String(id));
    if (message && !message.deleted) act(message);
  }

  /** Presses an inline button: asks the bot, opens an address, or copies. */
  async press(message, button, node) {
    if (button.copy !== undefined && button.copy !== null) return this.copy(button.copy);
    if (button.url) return this.openAddress(button.url);
    if (node.getAttribute("aria-busy") === "true") return undefined;
    node.setAttribute("aria-busy", "true");
    await attempt(this.id, pressButton(this.id, message.id, button.data));
    node.removeAttribute("aria-busy");
    return this.store.refreshPerson(this.id).catch(() => {});
  }

  /** Opens the address of a button. */
  openAddress(address) {
    const link = readLink(address, this.store.bot.username);
    if (link.kind === "start") this.follow(link, this.id);
    else if (link.kind === "web") window.open(link.href, "_blank", "noopener,noreferrer");
    else toast(this.id, "This address cannot be opened here.");
  }

  /** Copies a text and says so. */
  async copy(text) {
    if (await attempt(this.id, copyText(text).then(() => true))) toast(this.id, "Copied");
  }

  /** What can be done with a message. */
  openActions(message, anchor) {
    const items = [{ label: "Reply", drawing: "reply", run: () => this.composer.reply(message) }];
    if (editable(message)) items.push({ label: "Edit", drawing: "edit", run: () => this.composer.edit(message) });
    if (message.text && !message.protected) {
      items.push({ label: "Copy text", drawing: "copy", run: () => this.copy(message.text) });
    }
    openMenu(anchor, "Message", items);
  }

  /** What can be done with the chat. */
  openMore() {
    const { blocked, first_name: name } = this.person;
    const label = blocked ? "Unblock the bot" : "Block the bot";
    openMenu(this.more, `Chat of ${name}`, [{ label, drawing: "block", run: () => this.composer.block(!blocked) }]);
  }
}

/**
 * The lower end of a chat: the typing field with its Menu, attach and send buttons, the bar that says what one
 * replies to or edits, the START button of an empty chat and the UNBLOCK button of a blocked one.
 * It is made once for a person and never made anew, so a draft stays whatever happens above it.
 * @module
 */

import { attempt } from "./announce.js";
import { editMessage, sendMessage, sendOther, setBlocked } from "./api.js";
import { inWords } from "./bubble.js";
import { CommandList } from "./commands.js";
import { el, icon, iconButton } from "./dom.js";
import { keepDraft, readDraft } from "./drafts.js";
import { openMenu } from "./menus.js";

/** What the attach menu offers besides a forwarded message: kind at the server, drawing, label. */
const ATTACHMENTS = [
  ["photo", "photo", "Photo"],
  ["voice", "voice", "Voice message"],
  ["document", "file", "Document"],
  ["contact", "contact", "Contact"],
  ["location", "location", "Location"],
  ["sticker", "sticker", "Sticker"],
];

/** What is forwarded where nothing was typed. */
const FORWARDED_SAMPLE = "A message that somebody else wrote.";

/** The lower end of one person's chat. */
export class Composer {
  /**
   * @param {object} person
   * @param {() => void} settle called after something was sent, to fetch the chat
   */
  constructor(person, settle) {
    this.id = person.id;
    this.settle = settle;
    this.person = person;
    /** @type {{kind: "reply"|"edit", message: object}|null} what the next text is about */
    this.about = null;
    this.stashed = "";
    this.node = this.build(person.first_name);
    this.field.value = readDraft(this.id);
  }

  /** Makes the elements. @param {string} name of the person @returns {HTMLElement} */
  build(name) {
    this.field = el("textarea", {
      rows: "1", placeholder: "Message", "aria-label": `Message as ${name}`, autocomplete: "off",
      dir: "auto", oninput: () => this.typed(), onkeydown: (event) => this.key(event),
      onblur: () => this.commands.hide(),
    });
    this.commands = new CommandList(this.field, (command) => this.sendNow(command));
    this.menu = el("button", {
      type: "button", class: "menu-button", "aria-label": "Menu", title: "The bot's commands",
      onpointerdown: (event) => event.preventDefault(), onclick: () => this.toggleCommands(),
    }, icon("menu"), el("span", {}, "Menu"));
    this.attach = iconButton("attach", "Attach", {
      "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.openAttachments(),
    });
    this.bar = el("div", { class: "about", hidden: true });
    this.start = el("button", { type: "button", class: "big", onclick: () => this.sendNow("/start") }, "START");
    this.unblock = el("button", { type: "button", class: "big", onclick: () => this.block(false) }, "UNBLOCK");
    this.form = el("form", { onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      this.menu, this.attach, this.field,
      el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send")));
    return el("div", { class: "composer" }, this.commands.node, this.start, this.unblock, this.bar, this.form);
  }

  /** Takes in what is known of the person now. @param {object} person */
  update(person) {
    this.person = person;
    this.commands.commands = person.chat.commands ?? [];
    this.menu.hidden = !this.commands.commands.length;
    this.start.hidden = person.blocked || person.chat.messages.length > 0;
    this.unblock.hidden = !person.blocked;
    this.bar.hidden = person.blocked || !this.about;
    this.form.hidden = person.blocked;
    const still = !this.about || person.chat.messages.some((one) => one.id === this.about.message.id && !one.deleted);
    if (!still) this.dropAbout();
    this.fit();
  }

  /** Makes the field as high as its text, up to the limit of the style sheet. */
  fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight}px`;
    this.form.classList.toggle("filled", this.field.value !== "");
  }

  /** After every change of the field. */
  typed() {
    this.commands.follow();
    if (this.about?.kind !== "edit") keepDraft(this.id, this.field.value);
    this.fit();
  }

  /** The keys of the typing field. @param {KeyboardEvent} event */
  key(event) {
    if (event.isComposing || this.commands.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !matchMedia("(pointer: coarse)").matches) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.about) {
      this.dropAbout();
    } else if (event.key === "ArrowUp" && !event.altKey && !this.field.value && !this.about) {
      const last = this.person.chat.messages.filter(editable).at(-1);
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    }
  }

  /** Opens or closes the list of commands. */
  toggleCommands() {
    if (this.commands.open) return this.commands.hide();
    this.field.focus();
    return this.commands.show();
  }

  /** What may be sent besides text. */
  openAttachments() {
    const items = ATTACHMENTS.map(([kind, drawing, label]) => ({
      drawing, label, run: () => this.wait(sendOther(this.id, kind)),
    }));
    const forwarded = { drawing: "forward", label: "Forwarded message", run: () => this.forward() };
    openMenu(this.attach, "Attach", [...items, forwarded]);
  }

  /** Sends what was typed as if it had been forwarded from another chat. */
  forward() {
    const text = this.field.value.trim() || FORWARDED_SAMPLE;
    this.setText("");
    this.wait(sendMessage(this.id, { text, forwarded: true }));
  }

  /** Begins a reply. @param {object} message */
  reply(message) {
    this.dropAbout();
    this.setAbout({ kind: "reply", message }, "Reply to");
  }

  /** Begins to change a text of one's own; what was typed waits. @param {object} message */
  edit(message) {
    this.dropAbout();
    this.stashed = this.field.value;
    this.setAbout({ kind: "edit", message }, "Edit message");
    this.field.value = message.text;
    this.fit();
  }

  /** Shows the bar over the field. */
  setAbout(about, words) {
    this.about = about;
    this.bar.replaceChildren(icon(about.kind),
      el("div", {}, el("b", {}, words), el("span", { dir: "auto" }, inWords(about.message).slice(0, 160))),
      iconButton("close", "Cancel", { onclick: () => { this.dropAbout(); this.field.focus(); } }));
    this.bar.hidden = false;
    this.field.focus();
  }

  /** Ends a reply or a change and brings back what was typed before. */
  dropAbout() {
    if (!this.about) return;
    if (this.about.kind === "edit") this.setText(this.stashed);
    this.about = null;
    this.stashed = "";
    this.bar.hidden = true;
  }

  /** Sends the field; what could not be sent comes back into it. */
  async submit() {
    const text = this.field.value.trim();
    if (!text) return this.field.focus();
    const about = this.about;
    if (about?.kind === "edit") {
      this.dropAbout();
      if (text !== about.message.text) await this.wait(editMessage(this.id, about.message.id, text));
      return undefined;
    }
    this.setText("");
    this.dropAbout();
    const message = about ? { text, reply_to: about.message.id } : { text };
    const sent = await this.wait(sendMessage(this.id, message));
    if (!sent && !this.field.value) this.setText(text);
    return undefined;
  }

  /** Sends a command without touching what is typed, except where it is what is typed. @param {string} text */
  sendNow(text) {
    if (this.field.value.startsWith("/")) this.setText("");
    this.wait(sendMessage(this.id, { text }));
    this.field.focus();
  }

  /** Blocks the bot, or lets it write again. @param {boolean} blocked */
  async block(blocked) {
    await this.wait(setBlocked(this.id, blocked));
    (blocked ? this.unblock : this.field).focus();
  }

  /** Waits for the server, shows what went wrong, and fetches the chat; false where it went wrong. */
  async wait(asked) {
    const done = await attempt(this.id, asked);
    this.settle();
    return done !== undefined;
  }

  /** Puts a text into the field as if it had been typed. @param {string} text */
  setText(text) {
    this.field.value = text;
    this.commands.hide();
    keepDraft(this.id, text);
    this.fit();
  }
}

/**
 * Whether a message is one's own text, which one may change.
 * @param {object} message
 * @returns {boolean}
 */
export function editable(message) {
  return message.mine && !message.deleted && !message.forwarded && Boolean(message.text);
}

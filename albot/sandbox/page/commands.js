/**
 * The list of the bot's commands over a typing field: opened by "/" or by the Menu button.
 * Nothing is chosen until an arrow key chooses it, so Enter sends exactly what was typed.
 * @module
 */

import { el } from "./dom.js";

let lists = 0;

/** The list of commands of one typing field. */
export class CommandList {
  /**
   * @param {HTMLTextAreaElement} field
   * @param {(command: string) => void} send called with "/name" once a command is chosen
   */
  constructor(field, send) {
    this.field = field;
    this.send = send;
    this.commands = [];
    this.chosen = -1;
    const id = `commands-${lists += 1}`;
    this.node = el("div", { class: "commands", role: "listbox", "aria-label": "Commands", id, hidden: true });
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", id);
  }

  /** Whether the list is on the screen. */
  get open() {
    return !this.node.hidden;
  }

  /** Shows the commands that begin with what is typed, or hides the list. Call it after every change of the field. */
  follow() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.field.value);
    if (typed) this.show(typed[1].toLowerCase());
    else this.hide();
  }

  /** Shows the commands that begin with some letters. @param {string} [begin] */
  show(begin = "") {
    const fitting = this.commands.filter(({ command }) => command.startsWith(begin));
    if (!fitting.length) return this.hide();
    this.node.replaceChildren(...fitting.map(({ command, description }, index) => el("div", {
      role: "option", id: `${this.node.id}-${index}`, "aria-selected": "false", "data-command": `/${command}`,
      onpointerdown: (event) => event.preventDefault(),
      onclick: () => this.pick(`/${command}`),
    }, el("b", {}, `/${command}`), el("span", {}, description))));
    this.chosen = -1;
    this.field.removeAttribute("aria-activedescendant");
    this.node.hidden = false;
    return undefined;
  }

  /** Takes the list off the screen. */
  hide() {
    this.node.hidden = true;
    this.chosen = -1;
    this.field.removeAttribute("aria-activedescendant");
  }

  /**
   * Gives the list its keys: arrows, Enter, Tab, Escape.
   * @param {KeyboardEvent} event
   * @returns {boolean} true where the list used the key
   */
  key(event) {
    if (!this.open) return false;
    const options = [...this.node.children];
    if (event.key === "Escape") this.hide();
    else if (event.key === "ArrowDown") this.choose((this.chosen + 1) % options.length);
    else if (event.key === "ArrowUp") this.choose((this.chosen <= 0 ? options.length : this.chosen) - 1);
    else if (event.key === "Enter" && this.chosen >= 0) this.pick(options[this.chosen].dataset.command);
    else if (event.key === "Tab" && this.chosen >= 0) this.complete(options[this.chosen].dataset.command);
    else return false;
    event.preventDefault();
    return true;
  }

  /** Marks one command. @param {number} index */
  choose(index) {
    this.chosen = index;
    [...this.node.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = this.node.children[index];
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** Sends a command, as Telegram does when it is tapped. @param {string} command */
  pick(command) {
    this.hide();
    this.send(command);
  }

  /** Writes a command into the field, ready for what comes after it. @param {string} command */
  complete(command) {
    this.field.value = `${command} `;
    this.hide();
  }
}

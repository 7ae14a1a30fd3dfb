/**
 * The list of messages in one chat. It changes only what changed, so that focus, opened quotes, selected text and the
 * place one reads at stay as they were.
 * @module
 */

import { renderMessage } from "./bubble.js";
import { el, iconButton } from "./dom.js";
import { dayKey, longDay } from "./times.js";

/** How many messages are drawn at first, and more at a time. */
const PAGE = 150;

/** How near to the end one must be for the list to follow new messages, in pixels. */
const NEAR = 80;

/** How long a deleted message takes to fade, in milliseconds; the style sheet knows the same number. */
const FADE = 400;

/** The messages of one chat on the screen. */
export class Log {
  /** @param {import("./bubble.js").Surroundings} around @param {string} label */
  constructor(around, label) {
    this.around = around;
    this.messages = [];
    this.limit = PAGE;
    /** @type {Map<number, {signature: string, node: HTMLElement}>} what stands on the screen, by message id */
    this.drawn = new Map();
    /** @type {Map<number, string>} the text of every message of the chat, by id */
    this.known = new Map();
    this.unread = 0;
    this.inner = el("div", { class: "log-inner" });
    const own = { class: "log", role: "log", "aria-live": "off", tabindex: "0", "aria-label": label };
    this.list = el("div", own, this.inner);
    const showEarlier = () => this.showEarlier();
    this.earlier = el("button", { type: "button", class: "earlier", onclick: showEarlier }, "Earlier messages");
    const onclick = () => this.scrollToEnd();
    this.toEnd = iconButton("down", "To the newest message", { class: "to-end", hidden: true, onclick });
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.following = true;
    const sizes = new ResizeObserver(() => { if (this.following) this.scrollToEnd(); });
    sizes.observe(this.list);
    sizes.observe(this.inner);
  }

  /**
   * Shows the chat as it is now.
   * @param {object[]} messages all of them, oldest first
   * @returns {{arrived: object[], changed: object[]}} what is new since the last time, and what has another text
   */
  update(messages) {
    const arrived = messages.filter((message) => !this.known.has(message.id));
    const changed = messages.filter(({ id, text, deleted }) => !deleted && (this.known.get(id) ?? text) !== text);
    this.known = new Map(messages.map((message) => [message.id, message.text]));
    this.draw(messages);
    if (arrived.some((message) => message.mine)) this.following = true;
    else if (!this.following) this.unread += arrived.length;
    if (this.following) this.scrollToEnd();
    this.showUnread();
    return { arrived, changed };
  }

  /** Brings the screen to these messages. @param {object[]} messages */
  draw(messages) {
    this.messages = messages;
    const shown = messages.slice(-this.limit);
    const keep = new Set(shown.map((message) => message.id));
    for (const [id, { node }] of this.drawn) if (!keep.has(id)) this.fade(id, node);
    const nodes = this.withDays(shown.map((message) => this.nodeOf(message)), shown);
    this.put(messages.length > shown.length ? [this.earlier, ...nodes] : nodes);
  }

  /** The node of a message: the one on the screen if nothing about it changed, else a new one in its place. */
  nodeOf(message) {
    const relative = (message.entities ?? []).some((entity) => entity.date_time_format === "r");
    const signature = JSON.stringify([message, relative ? Math.floor(this.around.reading.now / 60000) : 0]);
    const old = this.drawn.get(message.id);
    if (old?.signature === signature) return old.node;
    const node = renderMessage(message, this.around);
    if (!old) node.classList.add("arriving");
    this.drawn.set(message.id, { signature, node });
    if (old?.node.isConnected) this.replace(old.node, node, message.deleted);
    return node;
  }

  /** Puts a changed message in the place of the old one and keeps the keyboard's place in it. */
  replace(old, node, deleted) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const label = focused?.textContent;
    if (deleted && !old.classList.contains("gone")) node.classList.add("leaving");
    old.replaceWith(node);
    if (!focused) return;
    const same = [...node.querySelectorAll(".keyboard button")].find((button) => button.textContent === label);
    (same ?? node).focus({ preventScroll: true });
  }

  /** Lets a message that is no longer in the chat fade, then takes it away. */
  fade(id, node) {
    this.drawn.delete(id);
    node.classList.add("vanishing");
    node.removeAttribute("data-message");
    setTimeout(() => node.remove(), FADE);
  }

  /** Adds a line before the first message of each day. */
  withDays(nodes, messages) {
    const out = [];
    let day = null;
    messages.forEach((message, index) => {
      const at = message.date * 1000;
      if (dayKey(at) !== day) out.push(this.dayLine(at));
      day = dayKey(at);
      out.push(nodes[index]);
    });
    return out;
  }

  /** The line of a day; the one on the screen if there is one. */
  dayLine(at) {
    const key = dayKey(at);
    return [...this.inner.querySelectorAll(".day")].find((line) => line.dataset.day === key)
      ?? el("div", { class: "day", "data-day": key }, el("span", {}, longDay(at)));
  }

  /** Brings the list to the given nodes without moving those that are already in their place. */
  put(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.inner.children]) {
      if (!wanted.has(child) && !child.classList.contains("vanishing")) child.remove();
    }
    let at = this.inner.firstChild;
    for (const node of nodes) {
      while (at?.classList.contains("vanishing")) at = at.nextSibling;
      if (at === node) at = at.nextSibling;
      else this.inner.insertBefore(node, at);
    }
  }

  /** Draws an older stretch and keeps what is read where it is. */
  showEarlier() {
    const { scrollHeight, scrollTop } = this.list;
    this.limit += PAGE;
    this.draw(this.messages);
    this.list.scrollTop = this.list.scrollHeight - scrollHeight + scrollTop;
  }

  /** Scrolls to a message, lights it up for a moment and puts the keyboard there. @param {number} id */
  show(id) {
    const node = this.drawn.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.add("lit");
    setTimeout(() => node.classList.remove("lit"), 1500);
  }

  /** Goes to the newest message and follows from there. */
  scrollToEnd() {
    this.list.scrollTop = this.list.scrollHeight;
    this.following = true;
    this.unread = 0;
    this.showUnread();
  }

  /** Notes whether one reads at the end. */
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    if (!clientHeight) return;
    this.following = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.following) this.unread = 0;
    this.showUnread();
  }

  /** The arrow to the newest message, with how many are unread below. */
  showUnread() {
    this.toEnd.hidden = this.following;
    this.toEnd.dataset.count = this.unread ? String(this.unread) : "";
  }

  /** Arrow keys go from message to message; Enter opens what can be done with one. */
  walk(event) {
    const here = document.activeElement;
    if (here !== this.list && !here.matches("article")) return;
    const articles = [...this.list.querySelectorAll("article")];
    const at = articles.indexOf(here);
    const goal = {
      ArrowUp: at < 0 ? articles.length - 1 : at - 1,
      ArrowDown: at < 0 ? articles.length - 1 : at + 1,
      Home: 0,
      End: articles.length - 1,
    }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      articles[Math.min(Math.max(goal, 0), articles.length - 1)]?.focus();
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      here.querySelector(".actions")?.click();
    }
  }
}

/**
 * The panel of faults: what can go wrong between the bot and Telegram, switched on to see what the bot makes of it.
 * @module
 */

import { attempt } from "./announce.js";
import { addFault, clearFaults } from "./api.js";
import { el, iconButton } from "./dom.js";
import { place } from "./menus.js";

/** The faults: kind at the server, its name, what a second means for it (null where nothing). */
const KINDS = [
  ["429", "Too many requests (429)", "Try again after"],
  ["500", "Server error (500)", null],
  ["502", "Bad gateway (502)", null],
  ["drop", "The connection breaks", null],
  ["hang", "No answer ever comes", null],
  ["lost", "Delivered, but the answer is lost", null],
  ["slow", "A slow line", "Slow by"],
];

/** Calls worth choosing; any other may be typed. */
const METHODS = [
  "sendMessage", "editMessageText", "answerCallbackQuery", "deleteMessage", "sendDocument", "getUpdates",
];

/** The panel of faults. */
export class FaultPanel {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.panel = document.getElementById("faults");
    this.opener = document.getElementById("faults-open");
    this.panel.append(...this.build());
    this.panel.addEventListener("toggle", (event) => {
      if (event.newState === "open") place(this.panel, this.opener);
    });
    store.addEventListener("faults", () => this.show());
  }

  /** Makes the panel's inside. @returns {HTMLElement[]} */
  build() {
    this.kind = el("select", { onchange: () => this.showSeconds() },
      KINDS.map(([value, label]) => el("option", { value }, label)));
    this.method = el("input", { placeholder: "any", list: "fault-methods", autocomplete: "off", spellcheck: "false" });
    this.times = el("input", { type: "number", min: "1", placeholder: "until off", value: "1" });
    this.seconds = el("input", { type: "number", min: "1", max: "3600", value: "5", required: true });
    this.secondsLabel = el("span", {});
    this.secondsRow = el("label", {}, this.secondsLabel, this.seconds);
    this.active = el("ul", { "aria-label": "Faults that are on" });
    const clear = () => this.change(clearFaults());
    this.clear = el("button", { type: "button", class: "quiet", onclick: clear }, "Switch all off");
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.add(); } },
      el("label", {}, "What goes wrong", this.kind),
      el("label", {}, "In which call of the bot", this.method),
      el("div", { class: "pair" }, el("label", {}, "How many times", this.times), this.secondsRow),
      el("datalist", { id: "fault-methods" }, METHODS.map((method) => el("option", { value: method }))),
      el("button", { type: "submit", class: "primary" }, "Switch on"));
    this.showSeconds();
    return [
      iconButton("close", "Close", { class: "close", popovertarget: "faults", popovertargetaction: "hide" }),
      el("h2", { id: "faults-title" }, "Faults"),
      el("p", {}, "What can go wrong between the bot and Telegram. Nothing that anybody wrote should get lost."),
      form, this.active, this.clear,
    ];
  }

  /** Asks for seconds only where they mean something. */
  showSeconds() {
    const words = KINDS.find(([kind]) => kind === this.kind.value)[2];
    this.secondsRow.hidden = words === null;
    this.secondsLabel.textContent = words === null ? "" : `${words} (seconds)`;
  }

  /** Switches the chosen fault on. */
  async add() {
    const fault = { kind: this.kind.value };
    if (this.times.value) fault.times = this.times.valueAsNumber;
    if (this.method.value.trim()) fault.method = this.method.value.trim();
    if (!this.secondsRow.hidden) fault.seconds = this.seconds.valueAsNumber;
    await this.change(addFault(fault));
  }

  /** Waits for a change and shows what is on afterwards. */
  async change(asked) {
    await attempt(null, asked);
    await this.store.refreshState().catch(() => {});
  }

  /** Lists the faults that are on. */
  show() {
    const on = this.store.faults?.active ?? [];
    this.active.replaceChildren(...on.map((fault) => el("li", {}, inWords(fault))));
    this.active.hidden = this.clear.hidden = !on.length;
    this.opener.classList.toggle("on", on.length > 0);
    this.opener.setAttribute("aria-label", on.length ? `Faults, ${on.length} on` : "Faults");
  }
}

/**
 * A fault in one line.
 * @param {{kind: string, method: string|null, times: number|null, seconds: number}} fault
 * @returns {string}
 */
function inWords({ kind, method, times, seconds }) {
  const name = KINDS.find(([one]) => one === String(kind))?.[1] ?? String(kind);
  const parts = [name, method ? `in ${method}` : "in any call"];
  parts.push(times === null ? "until switched off" : times === 1 ? "once" : `${times} times`);
  if (seconds) parts.push(`${seconds} s`);
  return parts.join(", ");
}

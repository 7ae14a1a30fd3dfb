/**
 * Questions that the page itself asks: who opens a link, and who is new. Each answers with a promise,
 * null where it was closed without an answer.
 * @module
 */

import { avatar, copyText, el, icon } from "./dom.js";

/**
 * Shows a dialog until it is answered or closed; focus goes back to where it was.
 * @template T
 * @param {string} title
 * @param {(answer: (value: T) => void) => Node[]} fill makes the content; call `answer` to close
 * @returns {Promise<T|null>}
 */
function ask(title, fill) {
  return new Promise((resolve) => {
    let given = null;
    const dialog = el("dialog", { "aria-label": title });
    const answer = (value) => {
      given = value;
      dialog.close();
    };
    const cancel = el("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel");
    dialog.append(el("h2", {}, title), ...fill(answer), cancel);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(given); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/**
 * Asks who opens a link to the bot.
 * @param {{href: string}} link
 * @param {object[]} people
 * @param {number} from id of the person in whose chat the link was pressed
 * @returns {Promise<number|null>} id of a person
 */
export function chooseOpener(link, people, from) {
  return ask("Open as …", (answer) => {
    const copy = el("button", { type: "button", class: "quiet" }, icon("copy"), "Copy the link");
    copy.addEventListener("click", async () => {
      await copyText(link.href).then(() => { copy.lastChild.textContent = "Copied"; },
        () => { copy.lastChild.textContent = "Copying was not allowed"; });
    });
    const choices = people.map((person) => el("button", {
      type: "button", class: "choice", autofocus: person === firstGuess(people, from), onclick: () => answer(person.id),
    }, avatar(person), el("span", {}, person.first_name)));
    return [
      el("p", { class: "address" }, link.href),
      el("p", {}, "This link opens a chat with the bot. Who opens it?"),
      el("div", { class: "choices", role: "group", "aria-label": "Open as" }, choices),
      copy,
    ];
  });
}

/** The first other person who has not yet talked with the bot, who most likely opens an invite. */
function firstGuess(people, from) {
  return people.find((person) => person.id !== from && !person.chat.messages.length)
    ?? people.find((person) => person.id !== from) ?? people[0];
}

/**
 * Asks for a new person.
 * @returns {Promise<{first_name: string, username?: string}|null>}
 */
export function askForPerson() {
  return ask("Add a person", (answer) => {
    const name = el("input", { required: true, maxlength: "64", autocomplete: "off", autofocus: true });
    const username = el("input", {
      maxlength: "33", autocomplete: "off", pattern: "@?[A-Za-z0-9_]{4,32}", title: "4 to 32 letters, digits and _",
    });
    const form = el("form", {},
      el("p", {}, "Somebody with a Telegram account who has not met the bot yet."),
      el("label", {}, "First name", name),
      el("label", {}, "Username, if there is one", username),
      el("button", { type: "submit", class: "primary" }, "Add"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const person = { first_name: name.value.trim() };
      if (!person.first_name) return name.focus();
      const handle = username.value.trim().replace(/^@/, "");
      if (handle) person.username = handle;
      answer(person);
    });
    return [form];
  });
}

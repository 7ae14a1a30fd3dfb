/**
 * The sandbox server's HTTP contract, one function for each thing a person or the facilitator of a rehearsal can do.
 * Every function returns a promise of the server's JSON and rejects with an Error whose message can be shown.
 * @module
 */

const ROOT = "sandbox";

/**
 * Sends one request and reads its JSON.
 * @param {string} method HTTP verb
 * @param {string} path below /sandbox
 * @param {object} [body] sent as JSON
 * @returns {Promise<any>}
 */
async function request(method, path, body) {
  const options = { method, headers: { Accept: "application/json" } };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`${ROOT}${path}`, options);
  } catch {
    throw new Error("The sandbox does not answer.");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Error(answer?.error ?? `The sandbox answered with ${response.status}.`);
  return answer;
}

/** @param {number|string} id of a person @param {string} [rest] */
const ofPerson = (id, rest = "") => `/people/${encodeURIComponent(id)}${rest}`;

/** Everything: the clock, the bot, all people with their chats, the faults. */
export const readState = () => request("GET", "/state");

/** One person with the chat. @param {number} id */
export const readPerson = (id) => request("GET", ofPerson(id));

/** Adds somebody who has never met the bot. @param {{first_name: string, username?: string}} person */
export const addPerson = (person) => request("POST", "/people", person);

/**
 * Sends a text as a person.
 * @param {number} id
 * @param {{text: string, reply_to?: number, forwarded?: boolean}} message
 */
export const sendMessage = (id, message) => request("POST", ofPerson(id, "/messages"), message);

/** Changes a text that the person sent. @param {number} id @param {number} messageId @param {string} text */
export const editMessage = (id, messageId, text) =>
  request("POST", ofPerson(id, "/edits"), { message_id: messageId, text });

/** Presses an inline button. @param {number} id @param {number} messageId @param {string} data of the button */
export const pressButton = (id, messageId, data) =>
  request("POST", ofPerson(id, "/presses"), { message_id: messageId, data });

/** Sends something that is not text. @param {number} id @param {string} kind "voice", "photo", "document" and so on */
export const sendOther = (id, kind) => request("POST", ofPerson(id, "/others"), { kind });

/** Blocks the bot or lets it write again. @param {number} id @param {boolean} blocked */
export const setBlocked = (id, blocked) => request("POST", ofPerson(id, blocked ? "/block" : "/unblock"));

/**
 * Moves the sandbox's clock; answers when the bot has done what fell due.
 * @param {{seconds: number}|{to: "next"}} move
 */
export const moveClock = (move) => request("POST", "/clock", move);

/** Switches a fault on. @param {{kind: string, method?: string, times?: number, seconds?: number}} fault */
export const addFault = (fault) => request("POST", "/faults", fault);

/** Switches every fault off. */
export const clearFaults = () => request("DELETE", "/faults");

/**
 * Listens to what happens at the server; the browser reconnects by itself.
 * @param {Object<string, (data: any) => void>} handlers by event name; "open" and "error" are the connection's own
 * @returns {EventSource}
 */
export function listen(handlers) {
  const source = new EventSource(`${ROOT}/events`);
  for (const [name, handle] of Object.entries(handlers)) {
    const ofConnection = name === "open" || name === "error";
    source.addEventListener(name, (event) => handle(ofConnection ? null : JSON.parse(event.data)));
  }
  return source;
}

/**
 * What a link means here: one to the bot starts a chat as somebody, one to the web opens beside the page,
 * anything else (javascript:, data:, file:) is not a link at all.
 * @module
 */

const TELEGRAM_HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);
const OPENABLE = new Set(["http:", "https:", "mailto:"]);

/**
 * @typedef {{kind: "start", username: string, code: string, href: string}
 *   | {kind: "web", href: string} | {kind: "none"}} Link
 */

/**
 * Reads an address.
 * @param {string} raw as the bot or a person wrote it
 * @param {string} botUsername of the bot in this sandbox
 * @returns {Link}
 */
export function readLink(raw, botUsername) {
  const inApp = /^tg:\/{0,2}resolve\/?\?(.*)$/i.exec(raw);
  if (inApp) {
    const query = new URLSearchParams(inApp[1]);
    return startLink(query.get("domain") ?? "", query.get("start") ?? "", botUsername) ?? { kind: "none" };
  }
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(raw) ? raw : `https://${raw}`);
  } catch {
    return { kind: "none" };
  }
  if (!OPENABLE.has(url.protocol)) return { kind: "none" };
  if (TELEGRAM_HOSTS.has(url.hostname)) {
    const start = startLink(url.pathname.slice(1), url.searchParams.get("start") ?? "", botUsername);
    if (start) return start;
  }
  return { kind: "web", href: url.href };
}

/**
 * A deep link to this sandbox's bot.
 * @param {string} username in the link
 * @param {string} code after `start=`, possibly empty
 * @param {string} botUsername
 * @returns {Link|null} null where the link is to somebody else
 */
function startLink(username, code, botUsername) {
  if (!username || username.replace(/\/$/, "").toLowerCase() !== botUsername.toLowerCase()) return null;
  const query = code ? `?start=${encodeURIComponent(code)}` : "";
  return { kind: "start", username: botUsername, code, href: `https://t.me/${botUsername}${query}` };
}

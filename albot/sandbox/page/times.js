/**
 * Times in words. All of them are shown in the browser's zone, as a Telegram client does on a phone.
 * @module
 */

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const LONG_DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const FULL = new Intl.DateTimeFormat("en-GB", {
  weekday: "long", day: "numeric", month: "long", year: "numeric",
  hour: "2-digit", minute: "2-digit", timeZoneName: "longGeneric",
});
const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** Seconds in each unit, largest first, for "in 3 hours". */
const UNITS = [
  ["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60],
];

/** "14:05". @param {number} ms since 1970 @returns {string} */
export const clockTime = (ms) => CLOCK.format(ms);

/** "Thu 6 Nov". @param {number} ms @returns {string} */
export const shortDay = (ms) => DAY.format(ms).replace(",", "");

/** "Thursday 6 November", which heads a day in a chat. @param {number} ms @returns {string} */
export const longDay = (ms) => LONG_DAY.format(ms).replace(",", "");

/** Everything including the name of the zone, for tooltips. @param {number} ms @returns {string} */
export const fullTime = (ms) => FULL.format(ms);

/** A key that is the same for two moments of one day in the browser's zone. @param {number} ms @returns {string} */
export const dayKey = (ms) => new Date(ms).toDateString();

/**
 * "in 3 hours", "2 days ago", "now".
 * @param {number} ms the moment spoken of
 * @param {number} from the moment it is seen from
 * @returns {string}
 */
export function relativeTime(ms, from) {
  const seconds = (ms - from) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.round(seconds / size), unit);
  }
  return "now";
}

/**
 * The text of a date_time entity. The format is Telegram's: `r`, or any of `w` (weekday), `d` or `D` (date, short or
 * long), `t` or `T` (time, without or with seconds); see https://core.telegram.org/bots/api#date-time-entity-formatting
 * @param {number} ms the moment
 * @param {string} format as the entity carries it, not empty
 * @param {number} now the sandbox's time, for `r`
 * @returns {string|null} null where the format is not one of Telegram's
 */
export function entityTime(ms, format, now) {
  if (!/^(r|[wdDtT]+)$/.test(format)) return null;
  if (format === "r") return relativeTime(ms, now);
  const options = {};
  if (format.includes("w")) options.weekday = /[dD]/.test(format) ? "short" : "long";
  if (format.includes("d")) Object.assign(options, { day: "numeric", month: "short" });
  if (format.includes("d") && new Date(ms).getFullYear() !== new Date(now).getFullYear()) options.year = "numeric";
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(format)) Object.assign(options, { hour: "numeric", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(undefined, options).format(ms);
}

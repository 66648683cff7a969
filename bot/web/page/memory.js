// What this browser remembers of the conversation: who we are, what was seen, and what the server
// has not yet taken. One entry holds all, so that a newcomer's greeting is never lost or made twice.
// `?visitor=` in the address keeps several people apart in one browser, as the sandbox does.

const VISITOR = new URLSearchParams(location.search).get("visitor");
const KEY = `convivio:${location.pathname}${VISITOR === null ? "" : `?${VISITOR}`}`;
let kept = null; // used where the browser keeps nothing (private windows, storage switched off)

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? kept;
  } catch {
    return kept;
  }
}

function write(entry) {
  kept = entry;
  try {
    localStorage.setItem(KEY, JSON.stringify(entry));
  } catch {
    // the copy in memory serves until the page is closed
  }
}

function newSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

/** Return an id that nobody else makes; pages without TLS have no crypto.randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return newSession();
}

/** Say whether somebody has talked in this browser before. */
export function isKnownHere() {
  return read() !== null;
}

/** Return our session; a newcomer, or who comes by a link, leaves a greeting to be sent. */
export function arrive(start) {
  const entry = read() ?? { session: newSession(), outbox: [] };
  const isNew = read() === null;
  if (isNew || start !== null) entry.outbox.push({ id: newId(), type: "open", start });
  if (isNew || start !== null) write(entry);
  return entry.session;
}

/** Return what the server has not yet taken, oldest first. */
export function unsent() {
  return read()?.outbox ?? [];
}

/** Remember something to be sent until the server has it. */
export function keep(item) {
  const entry = read();
  write({ ...entry, outbox: [...entry.outbox, item] });
}

/** Forget what the server has taken or refused. */
export function forget(id) {
  const entry = read();
  write({ ...entry, outbox: entry.outbox.filter((item) => item.id !== id) });
}

/** Return the brand's last line that was looked at, null where nobody knows. */
export function lastSeen() {
  return read()?.seen ?? null;
}

/** Remember up to which line the person has looked. */
export function saw(id) {
  write({ ...read(), seen: id });
}

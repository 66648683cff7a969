// What this browser remembers of the conversation: who we are, what was seen, and what the server
// has not yet taken. One entry holds all, so that a newcomer's greeting is never lost or made twice.
// `?visitor=` in the address keeps several people apart in one browser, as the sandbox does.
// Of somebody whom the site knows nothing outlives the tab: the next one at this machine may be
// somebody else. Their conversation is with the server.

const VISITOR = new URLSearchParams(location.search).get("visitor");
const KEY = `convivio:${location.pathname}${VISITOR === null ? "" : `?${VISITOR}`}`;
const KNOWN = `${KEY}#`; // says that somebody whom the site knows has talked here, not who
let person = null; // the site's id of who is there; null for anybody
let kept = null; // used where the browser keeps nothing (private windows, storage switched off)
let session = null; // a newcomer's, until something is worth keeping

function place() {
  return person === null ? [localStorage, KEY] : [sessionStorage, `${KNOWN}${person}`];
}

function read() {
  try {
    const [storage, key] = place();
    return JSON.parse(storage.getItem(key)) ?? kept;
  } catch {
    return kept;
  }
}

function write(entry) {
  kept = entry;
  try {
    const [storage, key] = place();
    storage.setItem(key, JSON.stringify(entry));
    if (person !== null) localStorage.setItem(KNOWN, "true");
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
  try {
    return read() !== null || localStorage.getItem(KNOWN) !== null;
  } catch {
    return read() !== null;
  }
}

/** From now on remember for this person of the site's, for anybody where it is null. Returns whether
    that is somebody else than before. */
export function belongTo(whom) {
  if (whom === person) return false;
  person = whom;
  kept = null;
  return true;
}

/** Return the number by which this browser is known again. */
export function ourSession() {
  return read()?.session ?? (session ??= newSession());
}

/** Somebody is there and looks: a newcomer, or who comes by a link, leaves a greeting to be sent. */
export function arrive(start, hasTalked) {
  const known = read();
  if (known !== null && start === null) return;
  const entry = known ?? { session: person === null ? ourSession() : null, outbox: [] };
  if (!hasTalked || start !== null) entry.outbox.push({ id: newId(), type: "open", start });
  write(entry);
}

/** Return what the server has not yet taken, oldest first. */
export function unsent() {
  return read()?.outbox ?? [];
}

/** Remember something to be sent until the server has it. */
export function keep(item) {
  write({ ...read(), outbox: [...unsent(), item] });
}

/** Forget what the server has taken or refused. */
export function forget(id) {
  write({ ...read(), outbox: unsent().filter((item) => item.id !== id) });
}

/** Return the brand's last line that was looked at, null where nobody knows. */
export function lastSeen() {
  return read()?.seen ?? null;
}

/** Remember up to which line the person has looked. */
export function saw(id) {
  write({ ...read(), seen: id });
}

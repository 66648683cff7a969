// The page inside another site's: what it hears from the widget there, and tells it.
// Who may show the page is the policy `frame-ancestors`; whoever spoke first is whom we speak with.

const words = JSON.parse(document.body.dataset.words);
let host = null; // the origin of the site
let shown = false;
let vouches = false; // whether the site says who is there
let listener = null;
const asked = new Map(); // nonce -> who waits for its token

/** Whether the page was opened by the widget of another site. */
export const isEmbedded = window.parent !== window && new URLSearchParams(location.search).has("widget");

/** Say whether the page can be seen where it is. */
export function isShown() {
  return !isEmbedded || shown;
}

/** Begin to listen: `greeted` once the site is there, `seen` whenever it shows the page,
    `changed` when somebody else may be there. */
export function listen(to) {
  listener = to;
  if (isEmbedded) addEventListener("message", hear);
}

/** Tell how much has not been read. */
export function tellUnread(count) {
  tell({ type: "unread", count, told: `${words.open}${count ? `, ${count} ${words.unread}` : ""}` });
}

/** Say whether the site tells who is there. */
export function isVouchedFor() {
  return vouches;
}

/** Ask the site who is there: a token, or null for nobody it knows. Where it fails, so does this. */
export function tokenFor(nonce) {
  tell({ type: "who", nonce });
  return new Promise((resolve, reject) => asked.set(nonce, { resolve, reject }));
}

/** Ask to be put away. */
export function leave() {
  tell({ type: "close" });
}

function hear(event) {
  if (event.source !== window.parent || event.data?.convivio !== "site") return;
  if (host !== null && event.origin !== host) return;
  switch (event.data.type) {
    case "hello":
      host = event.origin;
      vouches = event.data.vouches === true;
      tell({ type: "hello", title: document.body.dataset.brand, open: words.open, close: words.close });
      listener.greeted(event.data);
      break;
    case "shown":
      shown = event.data.yes === true;
      if (shown) listener.seen();
      break;
    case "token":
      answer(event.data);
      break;
    case "changed":
      listener.changed();
      break;
  }
}

function answer({ nonce, token, failed }) {
  const waiting = asked.get(nonce);
  asked.delete(nonce);
  if (failed) waiting?.reject(new Error("the site does not say who is there"));
  else waiting?.resolve(typeof token === "string" ? token : null);
}

function tell(message) {
  if (host !== null) window.parent.postMessage({ convivio: "chat", ...message }, host);
}

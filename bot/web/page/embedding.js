// The page inside another site's: what it hears from the widget there, and tells it.
// Who may show the page is the policy `frame-ancestors`; whoever spoke first is whom we speak with.

const words = JSON.parse(document.body.dataset.words);
let host = null; // the origin of the site
let shown = false;
let listener = null;

/** Whether the page was opened by the widget of another site. */
export const isEmbedded = window.parent !== window && new URLSearchParams(location.search).has("widget");

/** Say whether the page can be seen where it is. */
export function isShown() {
  return !isEmbedded || shown;
}

/** Begin to listen: `greeted` once the site is there, `seen` whenever it shows the page. */
export function listen(to) {
  listener = to;
  if (isEmbedded) addEventListener("message", hear);
}

/** Tell how much has not been read. */
export function tellUnread(count) {
  tell({ type: "unread", count, told: `${words.open}${count ? `, ${count} ${words.unread}` : ""}` });
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
      tell({ type: "hello", title: document.body.dataset.brand, open: words.open, close: words.close });
      listener.greeted(event.data);
      break;
    case "shown":
      shown = event.data.yes === true;
      if (shown) listener.seen();
      break;
  }
}

function tell(message) {
  if (host !== null) window.parent.postMessage({ convivio: "chat", ...message }, host);
}

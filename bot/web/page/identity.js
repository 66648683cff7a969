// Who is here: anybody, or somebody whom the site around this page vouches for by a token.

import { isVouchedFor, tokenFor } from "./embedding.js";

const isRead = Boolean(document.body.dataset.recognises);

/** Say whether the site is asked who is here, each time that the server makes a nonce for it. */
export function isAsked() {
  if (isVouchedFor() && !isRead) console.warn("convivio: this channel has no secret: nobody can be vouched for.");
  return isVouchedFor() && isRead;
}

/** Ask the site: `{ token, person }`, null for nobody it knows. Where the site fails, so does this. */
export async function whoIsHere(nonce) {
  const token = await tokenFor(nonce);
  return token === null ? null : { token, person: subjectOf(token) };
}

// Only to keep apart what this browser remembers: the server reads the token for itself.
function subjectOf(token) {
  try {
    const claims = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return String(JSON.parse(new TextDecoder().decode(Uint8Array.from(claims, (one) => one.charCodeAt(0)))).sub);
  } catch {
    return "";
  }
}

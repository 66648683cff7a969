// Pictures and cards inside a line: what the platforms show beside a text.

import { element, link } from "./elements.js";

/** Return a picture; `told` is what there is to see. */
export function picture(address, told) {
  return element("img", { src: address, alt: told, loading: "lazy", referrerPolicy: "no-referrer" });
}

/** Return a frame with a title, which may lead to a page, a text and a picture. */
export function card({ title, url, text, image }) {
  const heading = element("strong", {}, title ?? "");
  const parts = [url ? link(url, heading) : heading, element("p", {}, ...(text ?? []))];
  if (image) parts.push(picture(image, title ?? ""));
  return element("div", { className: "card" }, ...parts);
}

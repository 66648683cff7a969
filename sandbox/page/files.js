// Files: how they are read to be sent, and pictures and cards inside a line.

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

/** Return a file of this machine as the control APIs take it: `name`, `media_type`, `content` in base64. */
export function contentOf(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, media_type: file.type || undefined, content: reader.result.split(",")[1] ?? "" });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

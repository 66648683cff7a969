// What stands beside the words of a line: pictures, sounds, films, files, places, cards, contacts.

import { link, render } from "./markdown.js";

const words = JSON.parse(document.body.dataset.words);

/** Return how a file or a place is shown. What there is to see or hear is told to those who do not;
    a file without such words has its name. */
export function mediaOf(media) {
  const address = media.url.startsWith("/") ? new URL(media.url, location.href).href : media.url;
  const told = media.alt ?? media.name ?? words.file;
  if (media.type === "location") return placeOf(address, media.name ?? words.place);
  if (/^https?:/i.test(address)) {
    if (media.type === "image") return image(address, media.alt ?? media.name ?? "");
    if (media.type === "video") return player("video", address, told);
    if (media.type === "audio" || media.type === "voice") return player("audio", address, told);
  }
  const paragraph = document.createElement("p");
  paragraph.append(/^data:/i.test(address) ? download(address, media.name ?? words.file) : link(address, [told], told));
  return paragraph;
}

/** Return a picture, with what there is to see. */
export function image(address, told) {
  const made = document.createElement("img");
  made.src = address;
  made.alt = told;
  made.loading = "lazy";
  made.referrerPolicy = "no-referrer";
  return made;
}

/** Return a card: its title leads to its page. */
export function cardOf(card) {
  const made = document.createElement("div");
  const title = document.createElement("p");
  const strong = document.createElement("strong");
  made.className = "card";
  strong.append(card.url ? link(card.url, [card.title], card.title) : card.title);
  title.append(strong);
  if (card.image) made.append(mediaOf(card.image));
  made.append(title, ...render(card.markdown));
  return made;
}

/** Return somebody's telephone number, to be called with one tap. */
export function contactOf({ name, phone }) {
  const made = document.createElement("p");
  const number = link(`tel:${phone.replaceAll(/[^\d+]/g, "")}`, [phone], phone);
  made.append(...(name ? [`${name}, `] : []), number);
  return made;
}

function placeOf(address, told) {
  const [, latitude, longitude] = /^geo:(-?[\d.]+),(-?[\d.]+)/.exec(address) ?? [];
  const made = document.createElement("p");
  if (latitude === undefined) made.append(told);
  else {
    const map = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`;
    made.append(link(map, [told], told));
  }
  return made;
}

function player(kind, address, told) {
  const made = document.createElement(kind);
  made.src = address;
  made.controls = true;
  made.preload = "metadata";
  made.setAttribute("aria-label", told);
  return made;
}

function download(address, name) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.textContent = `${words.download} ${name}`;
  return anchor;
}

// Telegram's way of marking text: entities, with offsets in UTF-16 units as strings here have them.

import { element, link } from "./elements.js";

const NAMES = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "code" };

/** Return the nodes of a text with its entities. */
export function withEntities(text, entities) {
  const edges = new Set([0, text.length]);
  for (const { offset, length } of entities) edges.add(offset).add(offset + length);
  const places = [...edges].filter((edge) => edge <= text.length).sort((a, b) => a - b);
  return places.slice(1).map((end, at) => piece(text, places[at], end, entities));
}

function piece(text, from, to, entities) {
  const over = entities.filter(({ offset, length }) => offset <= from && offset + length >= to);
  return over.reduceRight((inner, entity) => marked(entity, inner, text), text.slice(from, to));
}

function marked(entity, inner, text) {
  if (entity.type === "text_link") return link(entity.url, inner);
  if (entity.type === "url") return link(text.slice(entity.offset, entity.offset + entity.length), inner);
  const name = NAMES[entity.type];
  return name === undefined ? inner : element(name, {}, inner);
}

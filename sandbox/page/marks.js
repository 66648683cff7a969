// Discord's way of marking text: its Markdown, as far as bots use it.

import { element, link } from "./elements.js";

const RULES = [
  [/^\\([^\p{L}\p{N}\s])/u, ([, character]) => character],
  [/^`([^`\n]+)`/, ([, code]) => element("code", {}, code)],
  [/^\*\*(?=\S)((?:\\.|[^\\])+?)\*\*(?!\*)/s, ([, inner]) => element("strong", {}, ...withMarks(inner))],
  [/^__(?=\S)((?:\\.|[^\\])+?)__(?!_)/s, ([, inner]) => element("u", {}, ...withMarks(inner))],
  [/^~~(?=\S)((?:\\.|[^\\])+?)~~/s, ([, inner]) => element("s", {}, ...withMarks(inner))],
  [/^\*(?=[^\s*])((?:\\.|[^\\*])+?)\*/s, ([, inner]) => element("em", {}, ...withMarks(inner))],
  [/^_(?=[^\s_])((?:\\.|[^\\_])+?)_(?![\p{L}\p{N}])/su, ([, inner]) => element("em", {}, ...withMarks(inner))],
  [/^\[((?:\\.|[^\]\\])+)\]\(<?([^()\s<>]+)>?\)/, ([, inner, address]) => link(address, ...withMarks(inner))],
  [/^<@!?\d+>/, () => "@bot"],
  [/^<(https?:\/\/[^\s<>]+)>/, ([, address]) => link(address, address)],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)\]'"’”»]/, ([address]) => link(address, address)],
];

/** Return the nodes of a text with Discord's Markdown. */
export function withMarks(source) {
  const nodes = [];
  let plain = "";
  let rest = source;
  while (rest) {
    const found = firstOf(rest, plain);
    if (found === null) {
      plain += rest[0];
      rest = rest.slice(1);
      continue;
    }
    const [match, made] = found;
    rest = rest.slice(match[0].length);
    if (typeof made === "string") {
      plain += made;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(made);
  }
  if (plain) nodes.push(plain);
  return nodes;
}

function firstOf(rest, before) {
  if (/[\p{L}\p{N}]$/u.test(before) && /^[_h]/.test(rest)) return null;
  for (const [pattern, make] of RULES) {
    const match = pattern.exec(rest);
    if (match) return [match, make(match)];
  }
  return null;
}

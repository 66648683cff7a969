// Light Markdown as DOM nodes. Text only ever becomes text nodes: nothing is parsed as HTML.

const INLINE = [
  { start: /^\\([!-/:-@[-`{-~])/, make: ([, character]) => text(character) },
  { start: /^`([^`\n]+)`/, make: ([, code]) => element("code", [text(code)]) },
  { start: /^\*\*(?=\S)((?:\\.|[^\\])+?\S?)\*\*/, make: ([, inner]) => element("strong", inline(inner)) },
  { start: /^__(?=\S)((?:\\.|[^\\])+?\S?)__(?!\w)/, make: ([, inner]) => element("strong", inline(inner)) },
  { start: /^~~(?=\S)((?:\\.|[^\\])+?)~~/, make: ([, inner]) => element("s", inline(inner)) },
  { start: /^\*(?=[^\s*])((?:\\.|[^\\*])+?)\*/, make: ([, inner]) => element("em", inline(inner)) },
  { start: /^_(?=[^\s_])((?:\\.|[^\\_])+?)_(?!\w)/, make: ([, inner]) => element("em", inline(inner)) },
  { start: /^\[((?:\\.|[^\]\\])+)\]\(([^()\s]+)\)/, make: ([whole, inner, address]) => link(unescape(address), inline(inner), whole) },
  { start: /^<(https?:\/\/[^\s<>]+)>/i, make: ([whole, address]) => link(address, [text(address)], whole) },
  { start: /^https?:\/\/(?:\\[!-/:-@[-`{-~]|[^\s<>*\\])*(?:\\[#&+/=_~-]|[^\s<>*.,;:!?)\]'"’”»\\])/i, make: ([address]) => bareLink(unescape(address)), atWord: true },
];

const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

/** Return the nodes of a text with light Markdown. */
export function render(markdown) {
  return markdown.split(/\n{2,}/).filter((block) => block.trim()).map(blockOf);
}

/** Return a link that is safe to follow, or `otherwise` as text where its address is not. */
export function link(address, children, otherwise) {
  if (!isSafe(address)) return text(otherwise);
  const anchor = element("a", children);
  anchor.href = address;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

/** Say whether an address leads to a web page or a mailbox, and nowhere else. */
export function isSafe(address) {
  try {
    return SAFE.has(new URL(address).protocol);
  } catch {
    return false;
  }
}

function blockOf(block) {
  const lines = block.split("\n");
  const bullets = lines.map((line) => /^\s*[-*+] +(.*)$/.exec(line));
  if (bullets.every(Boolean)) return listOf("ul", bullets.map(([, item]) => item));
  const numbers = lines.map((line) => /^\s*(\d{1,9})[.)] +(.*)$/.exec(line));
  if (numbers.every(Boolean)) {
    const list = listOf("ol", numbers.map(([, , item]) => item));
    list.start = Number(numbers[0][1]);
    return list;
  }
  const heading = lines.length === 1 && /^#{1,6} +(.*)$/.exec(block);
  if (heading) return element("p", [element("strong", inline(heading[1]))]);
  return element("p", inline(block));
}

function listOf(name, items) {
  return element(name, items.map((item) => element("li", inline(item))));
}

function inline(source) {
  const nodes = [];
  let plain = "";
  let rest = source;
  const flush = () => {
    plain.split("\n").forEach((line, at) => {
      if (at) nodes.push(document.createElement("br"));
      if (line) nodes.push(text(line));
    });
    plain = "";
  };
  while (rest) {
    const found = firstOf(rest, plain);
    if (!found) {
      plain += rest[0];
      rest = rest.slice(1);
      continue;
    }
    flush();
    nodes.push(found.rule.make(found.match));
    rest = rest.slice(found.match[0].length);
  }
  flush();
  return nodes;
}

function firstOf(rest, before) {
  const insideWord = /[\p{L}\p{N}]$/u.test(before);
  for (const rule of INLINE) {
    if (insideWord && (rule.atWord || rest[0] === "_")) continue;
    const match = rule.start.exec(rest);
    if (match) return { rule, match };
  }
  return null;
}

function bareLink(address) {
  return link(address, [text(address)], address);
}

function unescape(source) {
  return source.replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

function element(name, children) {
  const made = document.createElement(name);
  made.append(...children);
  return made;
}

function text(content) {
  return document.createTextNode(content);
}

// DOM nodes in one line each. Text only ever becomes text nodes: nothing is parsed as HTML.

const SAFE = new Set(["http:", "https:", "mailto:"]);

/** Return a new element with properties and children. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Return a link that opens beside this page, or its text alone where the address is not safe. */
export function link(address, ...children) {
  if (!isSafe(address)) return element("span", {}, ...children);
  return element("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** Return a button that does something when it is pressed. */
export function button(label, press, className = "") {
  const made = element("button", { type: "button", className }, label);
  made.addEventListener("click", press);
  return made;
}

function isSafe(address) {
  try {
    return SAFE.has(new URL(address).protocol);
  } catch {
    return false;
  }
}

// The chat on any site: <script src="https://bot.example/widget.js" data-brand="mybrand" async></script>
// One button, and a panel with our own page in a frame. Nothing of the site is read, and nothing is
// kept there. What is drawn here lives in a shadow tree, styled by the object model and drawn by
// elements: a site's strict policy needs `script-src` and `frame-src` for our address, and no more.

(() => {
  const script = document.currentScript;
  const { brand, identity, language, side, start, theme } = script?.dataset ?? {};
  if (!brand) return console.error('convivio: write <script src="…/widget.js" data-brand="mybrand" async></script>');
  if (window.convivio) return;

  const SILENCE = 15_000; // ms after which a frame that has not spoken is not going to
  const ORIGIN = new URL(script.src).origin;
  const STYLE = `
    :host { all: initial; color-scheme: ${["light", "dark"].includes(theme) ? theme : "light dark"};
      --accent: var(--convivio-accent, light-dark(#1f4e5f, #9fd0df));
      --on-accent: var(--convivio-on-accent, light-dark(#ffffff, #10262e));
      --focus: light-dark(#b3541e, #f2a56b); }
    * { box-sizing: border-box; }
    .panel, .launcher { position: fixed; z-index: 2147483000; inset-inline-${side === "left" ? "start" : "end"}: max(1rem, env(safe-area-inset-right)); }
    .launcher { bottom: max(1rem, env(safe-area-inset-bottom)); display: grid; place-items: center; width: 3.5rem; height: 3.5rem;
      margin: 0; padding: 0; border: 0; border-radius: 50%; background: var(--accent); color: var(--on-accent); cursor: pointer;
      font: 600 0.8125rem/1 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      box-shadow: 0 0.125rem 0.375rem rgb(0 0 0 / 0.25), 0 0.5rem 1.5rem rgb(0 0 0 / 0.2); }
    .launcher:hover { filter: brightness(1.12); }
    .launcher:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; }
    .launcher svg { width: 1.625rem; height: 1.625rem; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .badge { position: absolute; top: -0.25rem; inset-inline-end: -0.25rem; display: grid; place-items: center; min-width: 1.375rem; height: 1.375rem;
      padding: 0 0.3125rem; border-radius: 0.6875rem; background: #b3261e; color: #fff; }
    .panel { bottom: calc(max(1rem, env(safe-area-inset-bottom)) + 4.5rem); width: min(25rem, calc(100vw - 2rem));
      height: min(40rem, calc(100dvh - 7rem)); border-radius: 1rem; overflow: hidden; background: light-dark(#f6f5f2, #171614);
      box-shadow: 0 0 0 1px light-dark(rgb(0 0 0 / 0.08), rgb(255 255 255 / 0.14)), 0 1rem 3rem rgb(0 0 0 / 0.28); }
    .panel:not(.open) { visibility: hidden; opacity: 0; pointer-events: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; color-scheme: inherit; }
    [hidden] { display: none !important; }
    .told { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 30rem), (max-height: 26rem) {
      .panel { inset: 0; width: auto; height: auto; border-radius: 0; box-shadow: none; }
      .panel.open ~ .launcher { display: none; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .panel { transform: translateY(0.75rem) scale(0.98); transform-origin: bottom; transition: opacity 0.16s ease-out, transform 0.16s ease-out, visibility 0.16s; }
      .panel.open { transform: none; }
      .launcher { transition: filter 0.16s; }
    }
    @media (forced-colors: active) { .launcher, .panel { border: 1px solid; } }
    @media print { :host { display: none; } }
  `;

  const root = document.createElement("convivio-chat");
  const shadow = root.attachShadow({ mode: "open" });
  const frame = made("iframe", { src: address(), allow: `geolocation ${ORIGIN}`, referrerPolicy: "strict-origin" });
  const panel = made("div", { id: "panel", className: "panel", role: "dialog" }, frame);
  const badge = made("span", { className: "badge", ariaHidden: "true", hidden: true });
  const bubble = drawing("M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z");
  const cross = drawing("M6 6l12 12M18 6L6 18");
  const launcher = made("button", { type: "button", className: "launcher", ariaExpanded: "false", hidden: true }, bubble, badge);
  const told = made("span", { className: "told", role: "status" });
  launcher.setAttribute("aria-controls", "panel");
  let words = null; // what the frame has told: who speaks there, and in its language
  let isOpen = false;
  let unread = 0;

  function made(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    if (properties.role) element.setAttribute("role", properties.role);
    element.append(...children);
    return element;
  }

  function drawing(path) {
    const [svg, line] = ["svg", "path"].map((name) => document.createElementNS("http://www.w3.org/2000/svg", name));
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  function address() {
    const page = new URL(`/chat/${encodeURIComponent(brand)}?widget`, ORIGIN);
    for (const [name, value] of Object.entries({ language, start, theme })) if (value) page.searchParams.set(name, value);
    return page.href;
  }

  function tell(message) {
    frame.contentWindow?.postMessage({ convivio: "site", ...message }, ORIGIN);
  }

  function hear(event) {
    if (event.source !== frame.contentWindow || event.origin !== ORIGIN || event.data?.convivio !== "chat") return;
    switch (event.data.type) {
      case "hello":
        return isThere(event.data);
      case "unread":
        return show(event.data);
      case "close":
        return turn(false);
      case "who":
        return vouch(event.data.nonce);
    }
  }

  // The site alone knows who is there: its own address says so for each connection, or that it is nobody.
  async function vouch(nonce) {
    try {
      const asked = new URL(identity, document.baseURI);
      asked.searchParams.set("nonce", nonce);
      const answer = await fetch(asked, { cache: "no-store", headers: { Accept: "application/jwt" } });
      const isNobody = [204, 401, 403].includes(answer.status);
      if (!answer.ok && !isNobody) throw new Error(`it answered ${answer.status}`);
      tell({ type: "token", nonce, token: isNobody ? null : (await answer.text()).trim() });
    } catch (error) {
      console.error(`convivio: ${identity} does not say who is here: ${error.message}`);
      tell({ type: "token", nonce, token: null, failed: true });
    }
  }

  function isThere(hello) {
    words = hello;
    frame.title = hello.title;
    panel.setAttribute("aria-label", hello.title);
    launcher.hidden = false;
    name(hello.open);
    if (isOpen) turn(true);
  }

  function show({ count, told: words }) {
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = count === 0;
    if (!isOpen) name(words);
    if (count > unread) told.textContent = words;
    if (count === 0) told.textContent = "";
    unread = count;
  }

  function name(label) {
    launcher.setAttribute("aria-label", label);
    launcher.title = label;
  }

  function turn(yes) {
    const was = isOpen;
    isOpen = yes;
    if (words === null) return;
    panel.classList.toggle("open", yes);
    launcher.ariaExpanded = String(yes);
    launcher.replaceChild(yes ? cross : bubble, launcher.firstChild);
    name(yes ? words.close : words.open);
    tell({ type: "shown", yes });
    if (yes) frame.focus();
    else if (was) launcher.focus();
  }

  function isSilent() {
    if (words !== null) return;
    console.warn(`convivio: the chat of ${brand} did not come. Is ${location.origin} among the channel's sites, and ${ORIGIN} in this page's frame-src?`);
  }

  function begin() {
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [style];
    shadow.append(panel, launcher, told);
    frame.addEventListener("load", () => tell({ type: "hello", vouches: Boolean(identity) }));
    launcher.addEventListener("click", () => turn(!isOpen));
    root.addEventListener("keydown", (event) => event.key === "Escape" && isOpen && turn(false));
    addEventListener("message", hear);
    setTimeout(isSilent, SILENCE);
    document.body.append(root);
  }

  window.convivio = Object.freeze({ open: () => turn(true), close: () => turn(false), identify: () => tell({ type: "changed" }) });
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true }); // the site comes first
})();

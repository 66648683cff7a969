// The control API of one stand-in: it plays people, orders faults, and tells what changed.

const FIRST_PAUSE = 300; // ms before the first reconnection; doubled up to the longest
const LONGEST_PAUSE = 5_000;

/** What a stand-in refuses is an Error with its own words. */
export class Control {
  /** @param {string} base - the path below which the stand-in's control API is. */
  constructor(base) {
    this.base = base;
  }

  /** Return what is there, as `name?parameters`. */
  async get(name, parameters = {}) {
    return answered(await fetch(`${this.base}/${name}?${new URLSearchParams(parameters)}`));
  }

  /** Let something happen, and return what came of it. */
  async post(name, body) {
    const headers = { "Content-Type": "application/json" };
    return answered(await fetch(`${this.base}/${name}`, { method: "POST", headers, body: JSON.stringify(body) }));
  }

  /**
   * Call `happened` for each change from now on, and with null whenever anything may have changed.
   * A stand-in that was away and is back is told to the window as the event "back".
   */
  watch(happened) {
    let pause = FIRST_PAUSE;
    let wasAway = false;
    const connect = () => {
      const address = new URL(`${this.base}/watch`, location.href);
      address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(address);
      socket.addEventListener("open", () => {
        pause = FIRST_PAUSE;
        if (wasAway) dispatchEvent(new Event("back"));
        happened(null);
      });
      socket.addEventListener("message", (event) => happened(JSON.parse(event.data)));
      socket.addEventListener("close", () => {
        wasAway = true;
        setTimeout(connect, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      });
    };
    connect();
  }
}

/** Return a function that runs `work` soon, once for all calls meanwhile, never twice at a time. */
export function soon(work) {
  let asked = false;
  let running = false;
  return async function run() {
    asked = true;
    if (running) return;
    running = true;
    while (asked) {
      asked = false;
      try {
        await work();
      } catch {
        // the stand-in is away: its return is a change, and asks again
      }
    }
    running = false;
  };
}

async function answered(response) {
  const text = await response.text();
  if (response.ok) return text ? JSON.parse(text) : null;
  throw new Error(response.headers.get("Content-Type")?.includes("json") ? JSON.parse(text).error : text);
}

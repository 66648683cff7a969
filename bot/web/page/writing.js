// The line that people write on.

const form = document.getElementById("form");
const text = document.getElementById("text");

/** Begin to listen: `said` gets every text that somebody sends. */
export function listen(said) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(said);
  });
  text.addEventListener("input", fit);
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/** Let the person go on writing. */
export function focus() {
  text.focus();
}

function submit(said) {
  const written = (text.value.toWellFormed?.() ?? text.value).replaceAll("\0", "");
  text.focus();
  if (!written.trim()) return;
  text.value = "";
  fit();
  said(written);
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

// The sign that an answer is on its way: until it comes, or for as long as anybody believes it.

const LONGEST = 10_000; // ms

const sign = document.getElementById("typing");
const words = JSON.parse(document.body.dataset.words);
let patience = 0;

/** Show the sign. */
export function begin() {
  sign.textContent = words.typing;
  clearTimeout(patience);
  patience = setTimeout(end, LONGEST);
}

/** Show it no more. */
export function end() {
  clearTimeout(patience);
  sign.textContent = "";
}

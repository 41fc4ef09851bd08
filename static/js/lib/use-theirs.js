// Beside a field in which two versions met: brings the other person's text into it, and back again.
import { announce } from "./web.js";

export function init(box) {
  const field = document.getElementById(box.dataset.field);
  const text = box.querySelector(".app-theirs__text");
  if (!field || !field.matches("textarea, input[type=text]") || box.classList.contains("app-theirs--taken")) return;
  const theirs = text.textContent === "(empty)" ? "" : text.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  button.textContent = "Use their text";
  let kept = field.value;
  button.addEventListener("click", () => {
    const takes = button.textContent === "Use their text";
    if (takes) kept = field.value;
    field.value = takes ? theirs : kept;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    button.textContent = takes ? "Back to my text" : "Use their text";
    announce(takes ? "The field holds their text now" : "The field holds your text again");
  });
  box.append(button);
}

// A button or link that cannot be undone: the first press changes its words to data-confirm, the second does it.
import { announce } from "./web.js";

export function init(button) {
  const words = button.textContent;
  let asked = false;
  button.addEventListener("click", (event) => {
    if (asked) return;
    event.preventDefault();
    asked = true;
    button.textContent = button.dataset.confirm;
    announce(button.dataset.confirm);
    setTimeout(() => {
      asked = false;
      button.textContent = words;
    }, 6000);
  });
}

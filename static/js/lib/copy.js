// Copies data-copy (or the text of the element data-target names) and says so.
import { announce } from "./web.js";

export function init(button) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = button.dataset.copy ?? document.getElementById(button.dataset.target)?.textContent ?? "";
    await navigator.clipboard.writeText(text.trim());
    announce("Copied");
    const words = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

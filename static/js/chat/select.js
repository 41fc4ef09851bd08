// Choosing messages: arrows move, Shift chooses all in between, the count is announced. Without this: plain check boxes.
import { debounced } from "../lib/web.js";

export function init(form) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const count = form.querySelector("[data-part=count]");
  let last = boxes.findIndex((box) => box.checked);

  const words = (number) => (number === 1 ? "1 message selected" : `${number} messages selected`);
  const tell = debounced(() => { count.textContent = words(boxes.filter((box) => box.checked).length); }, 150);

  const choose = (place, isRange) => {
    if (isRange && last >= 0) {
      const [start, end] = [Math.min(last, place), Math.max(last, place)];
      for (const box of boxes.slice(start, end + 1)) box.checked = boxes[place].checked;
    }
    last = place;
    tell();
  };

  // A click comes of the space bar too; browsers tell with it whether Shift was held, except some for the space bar.
  let isShift = false;
  const follow = (event) => { isShift = event.shiftKey; };
  form.addEventListener("keydown", follow);
  form.addEventListener("keyup", follow);
  // A click on a label is followed by one on its box, which does not say what was held.
  form.addEventListener("mousedown", follow);

  form.addEventListener("change", (event) => {
    const place = boxes.indexOf(event.target);
    if (place >= 0) choose(place, isShift);
  });
  form.addEventListener("keydown", (event) => {
    const place = boxes.indexOf(event.target);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (place < 0 || !step) return;
    const next = boxes[place + step];
    if (!next) return;
    event.preventDefault();
    if (event.shiftKey) {
      next.checked = boxes[place].checked;
      last = place + step;
      tell();
    }
    next.focus();
  });

  form.querySelector("[data-part=help]").textContent =
    "Select each message that you want. Arrow keys move from one to the next, Space selects, Shift selects all in between.";
  form.dataset.ready = "y";
  tell();
}

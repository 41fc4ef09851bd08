// A small form inside a post or a message (a reaction, a pin): sends itself and puts the post as it is now in the old
// one's place.
import { start } from "./behaviours.js";
import { make } from "./web.js";

export function init(form) {
  form.addEventListener("submit", async (event) => {
    const place = form.closest("li[id]");
    if (!place || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.busy !== undefined) return;
    form.dataset.busy = "";
    const pressed = event.submitter;
    const fields = new FormData(form);
    fields.append("in_place", "1"); // a page that can answers with the one item
    if (pressed?.name) fields.append(pressed.name, pressed.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && page.getElementById(place.id);
      if (!fresh) throw new Error("the post did not come back");
      place.replaceChildren(...fresh.childNodes);
      start(place);
      // The pressed button is a new one now: focus stays where it was.
      place.querySelector(`button[value="${pressed?.value}"]`)?.focus();
      if (!place.contains(document.activeElement)) place.querySelector("summary")?.focus();
    } catch {
      delete form.dataset.busy;
      form.append(...hiddenCopy(pressed));
      form.submit();
    }
  });
}

function hiddenCopy(button) {
  return button?.name ? [make("input", { type: "hidden", name: button.name, value: button.value })] : [];
}

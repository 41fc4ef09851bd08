// Dragging in the driver diagram: a line by its handle, or a box of the drawing, onto the driver that it should work on,
// or onto one beside it to take its place. The buttons of an open line do the same.

const AT_LEAST = 6; // pixels: less is a click

/** Calls `drop(fields)` with what the server is to be told. */
export function dragging(root, drop) {
  let held = null;

  const lineOf = (key, under) => {
    const lines = [...root.querySelectorAll(`li[data-key="${key}"]`)];
    return lines.find((line) => line.dataset.under === under) ?? lines[0];
  };

  /** What dropping the held line on that place would mean, or nothing. */
  function meaning(place) {
    const key = place?.closest("[data-key]")?.dataset.key;
    if (!key || key === held.line.dataset.key) return null;
    const { key: thing, under, version, layer } = held.line.dataset;
    const target = lineOf(key, under);
    if (!target) return null;
    if (target.dataset.layer === layer && target.dataset.under === under) return { thing, under, do: "before", before: key };
    const isParent = layer === "3" ? target.dataset.layer !== "3" : layer === "2" && target.dataset.layer === "1";
    return isParent && key !== under ? { thing, under, version, do: "to", to: key } : null;
  }

  function unmark() {
    root.querySelectorAll(".app-drop").forEach((one) => one.classList.remove("app-drop"));
  }

  function end() {
    unmark();
    held?.line.classList.remove("app-line--held");
    document.body.classList.remove("app-dragging");
    held = null;
  }

  root.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    const box = event.pointerType === "mouse" && event.target.closest("svg [data-key]");
    const line = grip?.closest("li[data-key]") ?? (box && lineOf(box.dataset.key));
    if (!line || event.button !== 0) return;
    event.preventDefault(); // no text is selected on the way
    held = { line, x: event.clientX, y: event.clientY, isMoving: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.isMoving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < AT_LEAST) return;
    held.isMoving = true;
    held.line.classList.add("app-line--held");
    document.body.classList.add("app-dragging");
    unmark();
    const place = document.elementFromPoint(event.clientX, event.clientY);
    if (root.contains(place) && meaning(place)) place.closest("[data-key]").classList.add("app-drop");
  });

  document.addEventListener("pointerup", (event) => {
    if (!held) return;
    const place = document.elementFromPoint(event.clientX, event.clientY);
    const fields = held.isMoving && root.contains(place) ? meaning(place) : null;
    end();
    if (fields) drop(fields);
  });

  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
}

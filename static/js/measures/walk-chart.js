// A chart whose points can be walked along: with arrow keys or a pointer. Each point's date, value and finding are
// shown in a bubble, which also tells them politely. With data-zoom, a stretch that is chosen (Shift and arrows, or
// dragging) is looked at closer by its address, as the form below the chart does. Focus goes on with Tab as ever.

const SVG = "http://www.w3.org/2000/svg";
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12 };
const WALK = "Arrow keys move along the points, Home and End to the first and the last. ";
const ZOOM = "With Shift they choose a stretch, Enter looks closer at it, minus shows all again. ";

const middle = (mark) => {
  const box = mark.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
};

class Walk {
  constructor(element) {
    this.element = element;
    this.canZoom = "zoom" in element.dataset;
    this.at = null; // the point that is shown, and the one where the stretch began
    this.from = null;
    this.labels = new Map();
    for (const mark of element.querySelectorAll("[data-day]")) {
      const title = mark.querySelector("title");
      this.labels.set(mark, title?.textContent ?? "");
      title?.remove(); // the bubble says it; two of them would cover the chart
    }
    this.bubble = document.createElement("output");
    this.bubble.className = "app-chart__bubble";
    element.append(this.bubble);
  }

  /** The drawing that the page's width shows, and its points in order. */
  get svg() {
    return [...this.element.querySelectorAll("svg")].find((one) => one.getClientRects().length) ?? null;
  }

  get marks() {
    return this.svg ? [...this.svg.querySelectorAll("[data-day]")] : [];
  }

  show(index, isStretch = false) {
    const marks = this.marks;
    if (!marks.length) return;
    const before = this.at;
    this.at = Math.max(0, Math.min(marks.length - 1, index));
    this.from = isStretch && this.canZoom ? (this.from ?? before ?? this.at) : null;
    this.draw(marks);
    this.say(marks);
  }

  say(marks) {
    const mark = marks[this.at];
    const label = this.labels.get(mark);
    this.bubble.textContent =
      this.from === null || this.from === this.at
        ? label
        : `${Math.abs(this.at - this.from) + 1} points chosen, to ${label}. Press Enter to look closer.`;
    const place = middle(mark);
    const box = this.element.getBoundingClientRect();
    const left = Math.max(0, Math.min(place.x - box.left + 12, box.width - this.bubble.offsetWidth));
    const isHigh = place.y - box.top < this.bubble.offsetHeight + 20;
    const top = place.y - box.top + (isHigh ? 16 : -16 - this.bubble.offsetHeight);
    this.bubble.style.left = `${left}px`;
    this.bubble.style.top = `${top}px`;
  }

  /** A ring round the point, and a band over the stretch, in the drawing's own units. */
  draw(marks) {
    this.wipe();
    const svg = this.svg;
    const inDrawing = (mark) => mark.transform.baseVal.getItem(0).matrix;
    const add = (name, attributes) => {
      const made = document.createElementNS(SVG, name);
      made.classList.add("app-chart__shown");
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      svg.append(made);
    };
    const { e: x, f: y } = inDrawing(marks[this.at]);
    if (this.from !== null && this.from !== this.at) {
      const start = inDrawing(marks[this.from]).e;
      const height = svg.viewBox.baseVal.height;
      const band = { x: Math.min(start, x), y: 0, width: Math.abs(x - start), height };
      add("rect", { ...band, fill: "#005eb8", "fill-opacity": 0.15, stroke: "#005eb8" });
    }
    add("circle", { cx: x, cy: y, r: 10, fill: "none", stroke: "#212b32", "stroke-width": 2.5 });
  }

  wipe() {
    for (const one of this.element.querySelectorAll(".app-chart__shown")) one.remove();
  }

  leave() {
    this.at = this.from = null;
    this.bubble.textContent = "";
    this.wipe();
  }

  lookCloser() {
    const marks = this.marks;
    if (this.at === null || this.from === null || this.from === this.at) return;
    const [first, last] = [this.from, this.at].sort((a, b) => a - b);
    go(marks[first].dataset.day, marks[last].dataset.day);
  }

  nearest(x) {
    const away = this.marks.map((mark) => Math.abs(middle(mark).x - x));
    return away.indexOf(Math.min(...away));
  }
}

/** The same page with that stretch in its address; with all of the chart where there are no dates. */
function go(from, until) {
  const address = new URL(location.href);
  for (const [name, day] of [["from", from], ["until", until]]) {
    if (day) address.searchParams.set(name, day);
    else address.searchParams.delete(name);
  }
  address.hash = "chart";
  location.assign(address);
}

function withKeys(walk) {
  walk.element.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const end = walk.marks.length - 1;
    const start = walk.at ?? (STEPS[event.key] < 0 ? end + 1 : -1);
    if (event.key in STEPS) walk.show(start + STEPS[event.key], event.shiftKey);
    else if (event.key === "Home") walk.show(0, event.shiftKey);
    else if (event.key === "End") walk.show(end, event.shiftKey);
    else if (event.key === "Enter") walk.lookCloser();
    else if (event.key === "-" && walk.canZoom) go(null, null);
    else if (event.key === "Escape" && walk.at !== null) walk.leave();
    else return;
    event.preventDefault();
  });
  walk.element.addEventListener("focusout", () => walk.leave());
}

function withPointer(walk) {
  let isDragging = false;
  const isFinger = (event) => event.pointerType === "touch"; // it scrolls, and leaves as soon as it has tapped
  walk.element.addEventListener("pointermove", (event) => {
    if (!isFinger(event)) walk.show(walk.nearest(event.clientX), isDragging);
  });
  walk.element.addEventListener("pointerdown", (event) => {
    walk.show(walk.nearest(event.clientX));
    if (isFinger(event) || event.button !== 0 || !walk.canZoom) return;
    isDragging = true;
    walk.element.setPointerCapture(event.pointerId);
  });
  walk.element.addEventListener("pointerup", () => {
    if (isDragging) walk.lookCloser();
    isDragging = false;
  });
  for (const name of ["pointerleave", "pointercancel"]) {
    walk.element.addEventListener(name, (event) => {
      isDragging = false;
      if (!isFinger(event)) walk.leave();
    });
  }
}

export function init(element) {
  const walk = new Walk(element);
  if (!walk.labels.size) return;
  const help = document.createElement("p");
  const title = element.querySelector("svg > title");
  help.id = `${title.id}-help`;
  help.className = "app-chart__help";
  help.textContent = `${WALK}${walk.canZoom ? ZOOM : ""}Escape leaves.`;
  element.append(help);
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", `Points of the chart: ${title.textContent}`);
  element.setAttribute("aria-describedby", help.id);
  withKeys(walk);
  withPointer(walk);
}

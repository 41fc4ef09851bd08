// The buttons above a text area for Markdown. One stop of the Tab key; arrow keys, Home and End go from button to button.
// Made here, because without scripts they could do nothing.
import { insertBlock, replace } from "./insert.js";
import { openPicker } from "./picker.js";
import { make } from "./web.js";

const TABLE = "| Column | Column |\n| --- | --- |\n| Text | Text |";
// name, what it does, key with Ctrl or Cmd, the lines of its picture (20 x 20, drawn with a pen)
const BUTTONS = [
  ["Bold", (area) => wrap(area, "**", "bold text"), "b", "M6 4h5a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z"],
  ["Italic", (area) => wrap(area, "*", "italic text"), "i", "M9 4h6M5 16h6M12 4 8 16"],
  ["Link", link, "k", "M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-1 1M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l1-1"],
  ["List", (area) => lines(area, () => "- "), "", "M8 5h9M8 10h9M8 15h9M3 5h1.5M3 10h1.5M3 15h1.5"],
  ["Numbered list", (area) => lines(area, (at) => `${at + 1}. `), "", "M8 5h9M8 10h9M8 15h9M3 4l1-.7V7M2.8 13.5a1.2 1.2 0 1 1 1.9 1L2.8 17h2.4"],
  ["Task list", (area) => lines(area, () => "- [ ] "), "", "M3 3.5h4v4H3zM3 12.5h4v4H3zM10 5.5h7M10 14.5h7M4 5.500l.8.8L6.400 4.500"],
  ["Quote", (area) => lines(area, () => "> "), "", "M4 6v8M8 6h8M8 10h8M8 14h5"],
  ["Code", code, "", "M7 6l-4 4 4 4M13 6l4 4-4 4"],
  ["Table", (area) => insertBlock(area, TABLE, [2, 8]), "", "M3 4h14v12H3zM3 8h14M3 12h14M10 4v12"],
  ["Footnote", footnote, "", "M3 7h6M6 7v8M12.500 4.500 14 4v5M3 17h14"],
  ["Link something of this site", openPicker, "", "M5 3h7l3 3v4M5 3v14h4M14.500 12v5M12 14.5h5"],
];

/** Marks on both sides of what is selected, or off again if they are there. */
function wrap(area, mark, sample) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const size = mark.length;
  if (start !== end && value.slice(start - size, start) === mark && value.slice(end, end + size) === mark && value[start - size - 1] !== "*") {
    replace(area, start - size, end + size, value.slice(start, end), [0, end - start]);
    return;
  }
  const text = value.slice(start, end) || sample;
  replace(area, start, end, `${mark}${text}${mark}`, [size, size + text.length]);
}

/** A mark at the head of each line selected, or off again if all bear it. */
function lines(area, markOf) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", area.selectionEnd);
  const end = next < 0 ? value.length : next;
  const old = value.slice(start, end).split("\n");
  const isOn = old.every((line, at) => line.startsWith(markOf(at)));
  const fresh = old.map((line, at) => (isOn ? line.slice(markOf(at).length) : markOf(at) + line)).join("\n");
  const isAfterText = !isOn && start > 0 && value[start - 2] !== "\n" && !/^(- |> |\d+\. )/.test(value.slice(value.lastIndexOf("\n", start - 2) + 1, start));
  const lead = isAfterText ? "\n" : "";
  replace(area, start, end, lead + fresh, old.length > 1 ? [lead.length, lead.length + fresh.length] : undefined);
}

function link(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(chosen)) replace(area, start, end, `[text](${chosen})`, [1, 5]);
  else {
    const text = chosen || "text";
    replace(area, start, end, `[${text}](https://)`, [text.length + 3, text.length + 11]);
  }
}

function code(area) {
  const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
  if (chosen.includes("\n")) insertBlock(area, `\`\`\`\n${chosen}\n\`\`\``);
  else wrap(area, "`", "code");
}

function footnote(area) {
  const numbers = [...area.value.matchAll(/\[\^(\d+)\]/g)].map((match) => Number(match[1]));
  const mark = `[^${Math.max(0, ...numbers) + 1}]`;
  replace(area, area.selectionEnd, area.selectionEnd, mark);
  const end = area.value.length;
  const lead = area.value.endsWith("\n") ? "\n" : "\n\n";
  const words = "What the note says";
  replace(area, end, end, `${lead}${mark}: ${words}`, [lead.length + mark.length + 2, lead.length + mark.length + 2 + words.length]);
}

function picture(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function init(group) {
  const area = group.querySelector("textarea");
  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
  const bar = make("div", { className: "app-toolbar", role: "toolbar", "aria-label": "Formatting", "aria-controls": area.id });
  const buttons = BUTTONS.map(([name, action, key, path], at) => {
    const title = key ? `${name} (${isApple ? "⌘" : "Ctrl+"}${key.toUpperCase()})` : name;
    const button = make("button", { type: "button", className: "app-toolbar__button", title, tabIndex: at ? -1 : 0, "aria-label": name }, picture(path));
    if (key) button.setAttribute("aria-keyshortcuts", `${isApple ? "Meta" : "Control"}+${key.toUpperCase()}`);
    button.addEventListener("click", () => action(area, button));
    return button;
  });

  function go(to) {
    for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
    to.focus();
  }

  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    go(buttons.at(to % buttons.length));
  });
  area.addEventListener("keydown", (event) => {
    if (event.altKey || event.shiftKey || !(isApple ? event.metaKey : event.ctrlKey)) return;
    const found = BUTTONS.find(([, , key]) => key && key === event.key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    found[1](area);
  });
  bar.append(...buttons);
  area.before(bar);
}

// Changing the text of a text area so that the browser's own undo takes it back.

/** Puts `text` in the place of start..end and selects what `select` says: [from, to] within it (default: behind it). */
export function replace(area, start, end, text, select = [text.length, text.length]) {
  area.focus();
  area.setSelectionRange(start, end);
  // insertText is the one way that undo knows of; the other is for browsers that refuse it.
  const isDone = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isDone) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(start + select[0], start + select[1]);
}

/** Puts a block (a quote, a table) on lines of its own where the cursor is, with a blank line around it. */
export function insertBlock(area, block, select) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const text = `${lead}${block}\n\n`;
  replace(area, start, end, text, select && select.map((place) => place + lead.length));
}

// Puts focus on a part of the page that came back with something to read first (an answer to what was just sent).
export function init(element) {
  if (!document.querySelector(".nhsuk-error-summary")) element.focus();
}

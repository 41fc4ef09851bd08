// A second press while a form is on its way does nothing. (The server checks too.)
export function init(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.busy !== undefined) {
      event.preventDefault();
      return;
    }
    // After this turn, or the pressed button's own name and value would not be sent.
    setTimeout(() => { form.dataset.busy = ""; });
    setTimeout(() => { delete form.dataset.busy; }, 10000);
  });
  window.addEventListener("pageshow", () => { delete form.dataset.busy; });
}

// A form of filters sends itself when one of its choices changes; its button stays for everybody else.
export function init(form) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
}

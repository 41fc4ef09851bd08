// Starts what a page asks for: data-behaviour="discussions/live-thread" loads ./discussions/live-thread.js, a plain
// name loads ./lib/<name>.js, and its init(element) is called. Several names are separated by spaces.
// Every page works without this; a module that fails leaves the plain page behind it.

const NAME = /^[a-z-]+(\/[a-z-]+)?$/;

async function startOne(element, name) {
  if (!NAME.test(name)) return;
  const path = name.includes("/") ? `../${name}.js` : `./${name}.js`;
  try {
    const module = await import(path);
    module.init(element);
  } catch (error) {
    console.error(`${name} did not start`, error);
  }
}

/** Starts the behaviours in `root`: the page, or a fragment that has just been put into it. Settled when all have. */
export function start(root = document) {
  const starting = [];
  for (const element of root.querySelectorAll("[data-behaviour]:not([data-started])")) {
    element.dataset.started = "";
    for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) starting.push(startOne(element, name));
  }
  if (root.querySelector("[data-module^='nhsuk-']")) starting.push(startDesignSystem(root));
  return Promise.allSettled(starting);
}

async function startDesignSystem(root) {
  const { initAll } = await import("../../vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.min.js");
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
  initAll({ scope: root === document ? document.body : root });
}

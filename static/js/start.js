// Starts the page; see lib/behaviours.js. Kept this small because its address carries a version and those it imports do not.
import { start } from "./lib/behaviours.js";
import { settle } from "./lib/draft.js";

settle();
// For tests, and whoever looks: from now on the page does all it can.
start().then(() => { document.documentElement.dataset.scripts = "started"; });

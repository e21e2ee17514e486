// Nothing here is needed to read: every page works without JavaScript.
"use strict";

// "/" goes to the search box, as readers of long lists expect.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("main input[type=search]") || document.querySelector("#masthead-q");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

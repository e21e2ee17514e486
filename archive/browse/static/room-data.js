// Datasette's own pages. Nothing here is needed: the forms and menus work without it.
"use strict";

const editor = document.querySelector("#sql-editor");
if (editor) {
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    editor.form.requestSubmit();
  });
  const tidy = document.querySelector("#sql-format");
  if (tidy && window.sqlFormatter) {
    tidy.hidden = false;
    tidy.addEventListener("click", () => {
      editor.value = window.sqlFormatter.format(editor.value);
      editor.focus();
    });
  }
}

// A column's menu opens under its button instead of in the middle of the window.
for (const menu of document.querySelectorAll(".column-menu")) {
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "open") return;
    const button = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
    const right = window.innerWidth - menu.offsetWidth - 8;
    const bottom = window.innerHeight - menu.offsetHeight - 8;
    menu.style.margin = "0";
    menu.style.left = `${Math.max(8, Math.min(button.left, right))}px`;
    menu.style.top = `${Math.max(8, Math.min(button.bottom + 4, bottom))}px`;
  });
}

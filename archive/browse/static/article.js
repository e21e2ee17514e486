// Nothing here is needed: a citation can be selected and taken as a file without it.
"use strict";

for (const deeds of document.querySelectorAll("[data-copy]")) {
  const citation = deeds.parentElement.querySelector(".citation");
  const button = document.createElement("button");
  const words = document.createElement("span");
  const form = document.createElement("span");
  button.type = "button";
  words.textContent = deeds.dataset.copy;
  form.textContent = ` (${deeds.dataset.form})`;
  form.className = "hidden";
  words.setAttribute("role", "status");
  button.append(words, form);
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(citation);
    try {
      await navigator.clipboard.writeText(citation.textContent);
      words.textContent = deeds.dataset.copied;
      setTimeout(() => { words.textContent = deeds.dataset.copy; }, 2000);
    } catch {
      // Without leave to copy the text stays selected: Ctrl-C does the rest.
    }
  });
  deeds.prepend(button);
}

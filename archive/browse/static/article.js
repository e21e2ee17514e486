// Nothing here is needed: a citation can be selected and taken as a file without it.
"use strict";

for (const deeds of document.querySelectorAll("[data-copy]")) {
  const citation = deeds.parentElement.querySelector(".citation");
  const button = document.createElement("button");
  const form = document.createElement("span");
  const said = document.createElement("span");
  button.type = "button";
  form.textContent = ` (${deeds.dataset.form})`;
  form.className = "hidden";
  button.append(deeds.dataset.copy, form);
  said.setAttribute("role", "status");
  said.className = "about";
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(citation);
    try {
      await navigator.clipboard.writeText(citation.textContent);
      said.textContent = deeds.dataset.copied;
      setTimeout(() => { said.textContent = ""; }, 3000);
    } catch {
      // Without leave to copy the text stays selected: Ctrl-C does the rest.
    }
  });
  deeds.prepend(button);
  deeds.append(said);
}

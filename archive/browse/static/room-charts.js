// Without this each bar is a stop of the Tab key; with it a chart is one, and the arrow keys go on.
"use strict";

for (const chart of document.querySelectorAll("svg.chart[role=group]")) {
  const bars = [...chart.querySelectorAll("a")];
  const columns = [...Map.groupBy(bars, (bar) => bar.dataset.place).values()];
  const described = document.getElementById(chart.getAttribute("aria-describedby"));
  if (described) described.textContent += ` ${chart.dataset.keys}`;

  // One bar of all can be reached by Tab: the first, and then the one that was left.
  const enter = (bar) => {
    for (const other of bars) other.setAttribute("tabindex", other === bar ? "0" : "-1");
  };
  enter(bars[0]);

  chart.addEventListener("focusin", (event) => enter(event.target.closest("a")));
  chart.addEventListener("keydown", (event) => {
    const bar = event.target.closest("a");
    if (!bar || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = columns.findIndex((each) => each.includes(bar));
    const row = columns[column].indexOf(bar);
    const at = (place) => columns[place] && columns[place][Math.min(row, columns[place].length - 1)];
    const next = {
      ArrowRight: () => at(column + 1),
      ArrowLeft: () => at(column - 1),
      ArrowUp: () => columns[column][row + 1],
      ArrowDown: () => columns[column][row - 1],
      Home: () => at(0),
      End: () => at(columns.length - 1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next()?.focus();
  });
}

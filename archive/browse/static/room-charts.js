// Without this each bar is a stop of the Tab key; with it a chart is one, and the arrow keys go on.
"use strict";

for (const chart of document.querySelectorAll("svg.chart[role=group]")) {
  const bars = [...chart.querySelectorAll("a")];
  const columns = [];
  for (const bar of bars) {
    const last = columns[columns.length - 1];
    if (last && last[0].dataset.place === bar.dataset.place) last.push(bar);
    else columns.push([bar]);
  }
  const described = document.getElementById(chart.getAttribute("aria-describedby"));
  if (described) described.textContent += ` ${chart.dataset.keys}`;

  // One bar of all can be reached by Tab: the first, and then the one that was left.
  const enter = (bar) => {
    for (const other of bars) other.setAttribute("tabindex", other === bar ? "0" : "-1");
  };
  enter(bars[0]);

  // Listened to from outside: an SVG element that listens for focus can be reached by Tab itself.
  const place = chart.parentElement;
  place.addEventListener("focusin", (event) => {
    const bar = event.target.closest("a");
    if (bars.includes(bar)) enter(bar);
  });
  place.addEventListener("keydown", (event) => {
    const bar = event.target.closest("a");
    if (!bars.includes(bar) || event.ctrlKey || event.metaKey || event.altKey) return;
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
    const target = next();
    if (target) target.focus();
  });
}

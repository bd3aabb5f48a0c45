// The index page: filter the meetings.
const find = document.getElementById("find");
const waiting = document.getElementById("waiting");
const rows = [...document.querySelectorAll("tbody tr")];

function filter() {
  const text = fold(find.value.trim());
  const only = waiting.getAttribute("aria-pressed") === "true";
  for (const row of rows) {
    const named = fold(row.querySelector("th").textContent).includes(text);
    row.hidden = !named || (only && !("waiting" in row.dataset));
  }
  const left = rows.filter((row) => !row.hidden).length;
  const none = document.getElementById("none");
  if (none) none.hidden = left > 0;
  document.getElementById("shown").textContent = `${left} of ${rows.length} meetings`;
}

find.addEventListener("input", filter);
waiting.addEventListener("click", () => {
  waiting.setAttribute("aria-pressed", String(waiting.getAttribute("aria-pressed") !== "true"));
  filter();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target === find) {
    if (event.key === "Escape") { find.value = ""; filter(); find.blur(); }
  } else if (event.key === "/") { event.preventDefault(); find.focus(); }
  else if (event.key === "d") turnTheme();
});

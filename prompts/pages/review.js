// The review page: choose a row, see its words; filter; keys.
const find = document.getElementById("find");
const rows = [...document.querySelectorAll(".row")];
const marks = [...document.querySelectorAll("mark")];
const states = [...document.querySelectorAll(".state")];
const back = document.getElementById("back");
const keys = document.getElementById("keys");
const help = document.getElementById("help");
const heard = document.getElementById("heard");
const stacked = matchMedia("(max-width: 60rem)");
const words = new Map(rows.map((row) => [row, fold(row.textContent)]));
let chosen = null;
let shownCite = -1;

const citesOf = (row) => [...row.querySelectorAll("a.cite")];
const visible = () => rows.filter((row) => !row.hidden);
const evidenceOf = (mark) => mark.dataset.evidence.split(" ");

function choose(row, { scroll = true } = {}) {
  if (chosen !== row) {
    chosen?.classList.remove("on");
    chosen?.removeAttribute("aria-current");
    chosen = row;
    shownCite = -1;
    row?.classList.add("on");
    row?.setAttribute("aria-current", "true");
  }
  const wanted = new Set(row ? citesOf(row).map((cite) => cite.dataset.evidence) : []);
  for (const mark of marks) mark.classList.toggle("on", evidenceOf(mark).some((number) => wanted.has(number)));
  for (const cite of document.querySelectorAll(".cite.on")) cite.classList.remove("on");
  if (!row) return;
  // A page inside another one may have no address of its own.
  try { history.replaceState(null, "", `#${row.id}`); } catch { /* it does without */ }
  // Beside each other the words come into view at once; stacked, that would take the row out of sight.
  if (scroll && !stacked.matches && citesOf(row).length) showWords(0);
}

function showWords(number) {
  const cites = citesOf(chosen);
  if (!cites.length) return;
  shownCite = number % cites.length;
  const cite = cites[shownCite];
  for (const other of cites) other.classList.toggle("on", other === cite && cites.length > 1);
  const mark = marks.find((one) => evidenceOf(one).includes(cite.dataset.evidence));
  mark?.scrollIntoView({ block: "center" });
  const quote = chosen.querySelector(".verbatim") ?? cite.parentElement.querySelector(".quote");
  heard.textContent = `${cite.textContent.trim().replace(/\s+/g, " ")}: ${quote?.textContent ?? ""}`;
  back.hidden = !stacked.matches;
}

function goToWords() {
  if (!chosen) return;
  // The first words are in view already when the panes stand beside each other.
  showWords(shownCite < 0 || (shownCite === 0 && citesOf(chosen).length === 1) ? 0 : shownCite + 1);
}

function focusRow(row) {
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const among = visible();
  if (!among.length) return;
  const at = among.indexOf(chosen);
  const next = at < 0 ? (step > 0 ? 0 : among.length - 1) : Math.min(Math.max(at + step, 0), among.length - 1);
  choose(among[next]);
  focusRow(among[next]);
}

function goBack() {
  back.hidden = true;
  if (!chosen) return;
  focusRow(chosen);
  chosen.scrollIntoView({ block: "center" });
}

function filter() {
  const text = fold(find.value.trim());
  const wanted = states.filter((one) => one.getAttribute("aria-pressed") === "true").map((one) => one.dataset.state);
  for (const row of rows) {
    const state = !wanted.length || wanted.includes(row.dataset.state)
      || (wanted.includes("unproved") && "unproved" in row.dataset);
    row.hidden = !(state && words.get(row).includes(text));
  }
  let left = visible().length;
  for (const part of document.querySelectorAll("#document .part")) {
    if (part.id !== "untouched") part.hidden = !part.querySelector(".row:not([hidden])");
  }
  const untouched = document.getElementById("untouched");
  if (untouched) {
    untouched.hidden = (wanted.length && !wanted.includes("untouched")) || !fold(untouched.textContent).includes(text);
    left += untouched.hidden ? 0 : 1;
  }
  const filtered = text || wanted.length;
  document.getElementById("none").hidden = !filtered || left > 0;
  document.getElementById("shown").textContent = filtered ? `${visible().length} of ${rows.length} rows` : "";
  if (chosen?.hidden) choose(null);
}

function clear() {
  find.value = "";
  for (const one of states) one.setAttribute("aria-pressed", "false");
  filter();
}

function followAddress() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target?.classList.contains("row")) return;
  if (target.hidden) clear();
  choose(target);
  focusRow(target);
}

document.getElementById("document").addEventListener("click", (event) => {
  const row = event.target.closest(".row");
  if (!row || String(getSelection())) return;
  const cite = event.target.closest("a.cite");
  choose(row, { scroll: !cite });
  // It has grown by its words.
  row.scrollIntoView({ block: "nearest" });
  if (!cite) return;
  event.preventDefault();
  showWords(citesOf(row).indexOf(cite));
});

document.getElementById("transcript")?.addEventListener("click", (event) => {
  const link = event.target.closest(".gave a");
  const mark = event.target.closest("mark");
  let row = null;
  if (link) row = document.getElementById(link.getAttribute("href").slice(1));
  else if (mark && !String(getSelection())) {
    row = document.querySelector(`a.cite[data-evidence="${evidenceOf(mark)[0]}"]`)?.closest(".row");
  }
  if (!row) return;
  event.preventDefault();
  if (row.hidden) clear();
  choose(row, { scroll: false });
  if (link || stacked.matches) focusRow(row);
  else row.scrollIntoView({ block: "nearest" });
});

for (const one of states) {
  one.addEventListener("click", () => {
    one.setAttribute("aria-pressed", String(one.getAttribute("aria-pressed") !== "true"));
    filter();
  });
}
find.addEventListener("input", filter);
document.getElementById("clear").addEventListener("click", clear);
back.addEventListener("click", goBack);
help.addEventListener("click", () => keys.showModal());
addEventListener("hashchange", followAddress);

addEventListener("keydown", (event) => {
  if (keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target === find) {
    if (event.key === "Escape") { clear(); find.blur(); }
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); move(1); }
    return;
  }
  const onRow = target.classList?.contains("row");
  const actions = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => { find.focus(); find.select(); },
    "?": () => keys.showModal(),
    d: turnTheme,
    Escape: () => (back.hidden && chosen === document.activeElement ? clear() : goBack()),
    ...(onRow && { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: goToWords }),
  };
  if (!Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
});

help.hidden = false;
filter();
followAddress();

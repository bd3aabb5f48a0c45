// What both pages share: the theme, and text made comparable for a filter.
"use strict";
const root = document.documentElement;
root.classList.add("js");

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

const theme = document.getElementById("theme");
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches);
// A page opened from disk may have no storage.
function remembered() {
  try { return localStorage.getItem("theme"); } catch { return null; }
}
function remember(value) {
  try { localStorage.setItem("theme", value); } catch { /* the choice lasts as long as the page */ }
}
function showTheme() {
  theme.textContent = isDark() ? "Light" : "Dark";
  theme.setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
}
function turnTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  remember(root.dataset.theme);
  showTheme();
}
if (["light", "dark"].includes(remembered())) root.dataset.theme = remembered();
theme.hidden = false;
theme.addEventListener("click", turnTheme);
prefersDark.addEventListener("change", showTheme);
showTheme();


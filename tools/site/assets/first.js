// Runs before the first paint: restores the theme and the example language that the reader chose.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("bindery-theme");
    if (theme) root.dataset.theme = theme;
    root.dataset.show = localStorage.getItem("bindery-show") === "rust" ? "rust" : "curl";
  } catch {
    root.dataset.show = "curl"; // storage may be blocked
  }
})();

// Runs before anything is shown: the theme and the language of examples that the reader has chosen.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("bindery-theme");
    if (theme) root.dataset.theme = theme;
    root.dataset.show = localStorage.getItem("bindery-show") === "rust" ? "rust" : "curl";
  } catch {
    root.dataset.show = "curl"; // a browser may refuse to remember
  }
})();

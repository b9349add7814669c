// Theme, example language, copy buttons, the menu on narrow screens, and the current position in the sidebar.
(() => {
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);
  const remember = (name, value) => {
    try { localStorage.setItem(name, value); } catch { /* storage may be blocked */ }
  };

  const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  for (const button of all("button.theme")) {
    const state = () => button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      remember("bindery-theme", root.dataset.theme);
      state();
    });
    state();
  }

  const show = (language) => {
    root.dataset.show = language;
    for (const button of all("[data-show]")) {
      if (button !== root) button.setAttribute("aria-pressed", String(button.dataset.show === language));
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-show]");
    if (!button) return;
    const before = button.getBoundingClientRect().top;
    show(button.dataset.show);
    remember("bindery-show", button.dataset.show);
    scrollBy({ top: button.getBoundingClientRect().top - before, behavior: "instant" }); // keep the example at its position
  });
  show(root.dataset.show);

  // Older browsers and some frames lack the clipboard API; copying a selection works everywhere.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.body.appendChild(document.createElement("textarea"));
      area.value = text;
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const codes = [...button.closest("figure").querySelectorAll("pre code")];
    const code = codes.find((one) => one.offsetParent !== null);
    if (!code) return;
    await copy(code.textContent);
    const said = document.getElementById("_said");
    button.textContent = said.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, 1600);
  });

  const menu = document.querySelector("button.menu");
  const toggle = (open) => {
    root.classList.toggle("menu-open", open);
    menu?.setAttribute("aria-expanded", String(open));
  };
  menu?.addEventListener("click", () => toggle(!root.classList.contains("menu-open")));
  document.getElementById("_side")?.addEventListener("click", (event) => {
    if (event.target.closest("a")) toggle(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("menu-open")) { toggle(false); menu.focus(); }
  });

  // The target of a link may be inside a closed element.
  const reveal = () => {
    let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let box = place; box; box = box.parentElement?.closest("details")) box.open = true;
    place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();

  // Scroll the sidebar, not the page, to the current entry.
  const side = document.getElementById("_side");
  const follow = (link) => {
    if (!side || !link || side.scrollHeight <= side.clientHeight) return;
    const [box, at] = [side.getBoundingClientRect(), link.getBoundingClientRect()];
    if (at.top < box.top + 40 || at.bottom > box.bottom - 40) side.scrollTop += at.top - box.top - box.height / 3;
  };
  follow(side?.querySelector("[aria-current]"));

  const links = new Map([...all("#_side .actions a")].map((link) => [link.hash.slice(1), link]));
  if (links.size && "IntersectionObserver" in window) {
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target.id);
      const first = [...links.keys()].find((id) => seen.has(id));
      if (!first) return;
      for (const [id, link] of links) {
        if (id === first) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      follow(links.get(first));
    }, { rootMargin: "-15% 0px -60% 0px" });
    for (const id of links.keys()) {
      const place = document.getElementById(id);
      if (place) observer.observe(place);
    }
  }
})();

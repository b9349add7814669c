// The search box for actions, parameters, fields, codes and types. The index is a separate script, loaded when the box is
// first used, because pages opened from a disk may not fetch files.
(() => {
  const form = document.querySelector("search");
  const [box, list, found] = ["_search", "_results", "_found"].map((id) => document.getElementById(id));
  const KINDS = { m: "module", a: "action", s: "scheme", d: "constant", t: "type", c: "code", n: "named only", p: "parameter", f: "field" };
  const ORDER = Object.fromEntries(Object.keys(KINDS).map((kind, position) => [kind, position]));
  const SHOWN = 12;
  let loading;
  let entries = [];
  let active = -1;

  const words = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const load = () => (loading ??= Promise.all(form.dataset.indexes.split(" ").filter(Boolean).map((source) =>
    new Promise((done) => {
      const script = document.createElement("script");
      script.src = source;
      script.onload = script.onerror = () => done(source.replace(/search\.js$/, ""));
      document.head.append(script);
    }))).then((bases) => {
    const many = bases.length > 1;
    entries = (window.binderySearch ?? []).flatMap(([id, title, all]) => {
      const base = many ? bases.find((one) => one === `${id}/`) ?? "" : bases[0];
      return all.map(([kind, name, place, about, address]) => ({
        kind, name, about, place: many ? `${title}${place ? ` · ${place}` : ""}` : place,
        address: base + address, plain: name.toLowerCase(), parts: words(name), others: words(`${place} ${about}`),
      }));
    });
  }));

  // Rank of an entry: lower is better, undefined if the entry lacks one of the words.
  const rank = (entry, query, wanted) => {
    // Names of actions begin with a verb, so a match of a later word ranks the same.
    const begins = entry.plain.startsWith(query) || entry.kind === "a" && entry.parts.some((part) => part.startsWith(query));
    let rank = entry.plain === query ? 0 : begins ? 1 : 2;
    for (const word of wanted) {
      if (entry.parts.some((part) => part.startsWith(word))) rank += 1;
      else if (entry.plain.includes(word)) rank += 2;
      else if (entry.others.some((part) => part.startsWith(word))) rank += 5;
      else return undefined;
    }
    return rank * 10 + ORDER[entry.kind];
  };

  const span = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
  const option = (entry, position) => {
    const item = document.createElement("li");
    item.id = `_result-${position}`;
    item.role = "option";
    item.ariaSelected = "false";
    item.dataset.address = entry.address;
    item.append(span("kind", KINDS[entry.kind]), span("name", entry.name), span("place", entry.place), span("about", entry.about));
    return item;
  };
  const choose = (position) => {
    const items = [...list.children];
    active = items.length ? (position + items.length) % items.length : -1;
    items.forEach((item, at) => { item.ariaSelected = String(at === active); });
    items[active]?.scrollIntoView({ block: "nearest" });
    if (active < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", items[active].id);
  };
  const close = () => { list.hidden = true; box.ariaExpanded = "false"; choose(-1); };
  const go = (item) => {
    if (!item) return;
    close();
    box.blur();
    location.href = item.dataset.address;
  };
  const update = async () => {
    await load();
    const query = box.value.trim().toLowerCase();
    const wanted = words(query);
    const ranked = wanted.length ? entries.map((entry) => [rank(entry, query, wanted), entry]).filter(([rank]) => rank !== undefined) : [];
    ranked.sort(([one], [other]) => one - other);
    list.replaceChildren(...ranked.slice(0, SHOWN).map(([, entry], position) => option(entry, position)));
    list.hidden = !ranked.length;
    box.ariaExpanded = String(ranked.length > 0);
    found.textContent = wanted.length ? `${ranked.length} found` : "";
    form.classList.toggle("nothing", wanted.length > 0 && !ranked.length);
    choose(ranked.length ? 0 : -1);
  };

  box.addEventListener("focus", load);
  box.addEventListener("input", update);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      go(list.children[active]);
    } else if (event.key === "Escape") {
      close();
    }
  });
  list.addEventListener("click", (event) => go(event.target.closest("li")));
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); box.focus(); box.select(); }
  });
})();

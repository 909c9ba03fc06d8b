// The box that searches everything, as a combobox: arrow keys choose, Enter leads there, Escape
// closes. A page can have two, in the header and on the first screen.
const searchBox = (() => {
  const { el } = dom;
  const EACH = 4; // rows of a kind that the list shows
  let made = 0;

  const toAll = (text) => route.toRow("search", text);

  function option(id, { label, says, href }) {
    return el(
      "a.option",
      { role: "option", id, href, tabindex: "-1", "aria-selected": "false" },
      dom.value(label),
      says && el("span.says", {}, dom.value(says)),
    );
  }

  // The two states of a text as a choice of their own.
  function both(text) {
    const ids = pages.get("pair") && finder.pair(text);
    if (!ids) return [];
    const label = ids.map((id) => data.label("countries", id)).join(" and ");
    return [
      {
        title: "Two states",
        count: 1,
        rows: [{ label, href: route.toRow("pair", ids.join("-")) }],
      },
    ];
  }

  const groups = (text) => [
    ...both(text),
    ...finder.find(text, EACH).map(({ kind, count, rows }) => ({
      title: kind.title,
      count,
      rows: rows.map((row) => kinds.shown(kind, row, text)),
    })),
  ];

  function make(label = "Search everything") {
    const id = `search-${(made += 1)}`;
    let active = -1;
    const list = el("div.options", { id, role: "listbox", "aria-label": "Found", hidden: true });
    const none = el("p.nothing", { hidden: true });
    const input = el("input", {
      type: "search",
      role: "combobox",
      "aria-label": label,
      "aria-controls": id,
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      placeholder: "Search everything",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      onfocus: () => setTimeout(finder.prepare),
      oninput: () => show(),
      onkeydown: (event) => keys(event),
    });
    const options = () => [...list.querySelectorAll("[role='option']")];

    function choose(place) {
      const all = options();
      active = all.length ? (place + all.length) % all.length : -1;
      for (const [at, one] of all.entries()) one.setAttribute("aria-selected", at === active);
      if (active < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", all[active].id);
        all[active].scrollIntoView({ block: "nearest" });
      }
    }

    function close() {
      list.hidden = true;
      none.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function show() {
      const text = input.value.trim();
      const found = groups(text);
      const total = found.reduce((sum, { count }) => sum + count, 0);
      let number = 0;
      const next = () => `${id}-${(number += 1)}`;
      const shown = found.map(({ title, count, rows }, place) =>
        el(
          "div",
          { role: "group", "aria-labelledby": `${id}-kind-${place}` },
          el(
            "div.kind",
            { id: `${id}-kind-${place}`, role: "presentation" },
            title,
            " ",
            el("span.count", {}, count.toLocaleString("en")),
          ),
          rows.map((row) => option(next(), row)),
        ),
      );
      const more = { label: `All ${total.toLocaleString("en")} that are found`, href: toAll(text) };
      if (found.some(({ count, rows }) => count > rows.length)) shown.push(option(next(), more));
      list.replaceChildren(...shown);
      list.hidden = !total;
      list.scrollTop = 0;
      active = -1;
      input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-expanded", String(Boolean(total)));
      const searched = folding.words(text).length >= finder.LEAST;
      none.hidden = Boolean(total) || !searched;
      none.textContent = none.hidden ? "" : `Nothing is called “${text}”.`;
      if (searched)
        dom.say(
          total
            ? `${dom.plural(total, "find")} in ${dom.plural(found.length, "kind")}`
            : none.textContent,
        );
    }

    function go() {
      const all = options();
      const chosen = all[Math.max(active, 0)];
      if (!chosen) return;
      close();
      input.blur();
      location.assign(chosen.getAttribute("href"));
    }

    function keys(event) {
      const moves = { ArrowDown: 1, ArrowUp: -1 };
      if (event.isComposing) return;
      if (moves[event.key]) {
        event.preventDefault();
        if (list.hidden) show();
        else choose(active < 0 && event.key === "ArrowUp" ? -1 : active + moves[event.key]);
      } else if (event.key === "Enter") {
        event.preventDefault();
        go();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault(); // else the browser would empty the box
        close();
      }
    }

    list.addEventListener("click", close);
    // The box keeps the focus while an option is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    window.addEventListener("hashchange", close);
    const node = el(
      "search.find",
      {
        onfocusout: (event) => event.currentTarget.contains(event.relatedTarget) || close(),
      },
      input,
      list,
      none,
    );
    node.ask = (text) => {
      input.value = text;
      input.focus();
      show();
    };
    return node;
  }

  // "/" leads to the box that is in sight, from everywhere but from where somebody types.
  function start() {
    document.querySelector("header nav").before(make());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, select, textarea, [contenteditable]")) return;
      const box = [...document.querySelectorAll(".find input")].find((one) => one.offsetParent);
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    });
  }

  return { make, start };
})();

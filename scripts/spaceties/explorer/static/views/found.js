// Everything that a search found, by kind: #search/WORDS.
const foundView = (() => {
  const { el } = dom;
  const MOST = 200; // rows of a kind

  const one = (kind, row, text) => {
    const { label, says, href } = kinds.shown(kind, row, text);
    return el(
      "li",
      {},
      el("a", { href }, dom.value(label)),
      says && el("span.unit", {}, " ", dom.value(says)),
    );
  };

  function render(main, text) {
    const found = finder.find(text, MOST);
    main.append(
      el("h1", {}, "Found: ", dom.value(text)),
      found.length
        ? el(
            "p.lead",
            {},
            found
              .map(({ kind, count }) => `${kind.title} ${count.toLocaleString("en")}`)
              .join(" · "),
          )
        : el(
            "p.lead",
            {},
            "Nothing is called so. Names are searched in any script, with or without accents, hyphens and spaces.",
          ),
      ...found.map(({ kind, count, rows }) =>
        el(
          "section",
          {},
          el("h2", {}, kind.title, " ", el("span.count", {}, count.toLocaleString("en"))),
          el(
            "ul.plain",
            {},
            rows.map((row) => one(kind, row, text)),
          ),
          count > rows.length && el("p.small", {}, `The first ${MOST}; more words find fewer.`),
        ),
      ),
    );
    return `Found: ${text}`;
  }

  pages.add("search", { view: null, render });
})();

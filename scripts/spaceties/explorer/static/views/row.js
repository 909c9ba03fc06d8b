// The page of one row: in words where pages.json describes them, else its fields and the rows that
// refer to it; its sources, claims and audits.
const rowView = (() => {
  const { el } = dom;
  const FIRST = 20;

  function cell(table, row, field) {
    const value = table.get(row, field.name);
    if (value === null) return el("span.none", {}, "not stated");
    const column = tablesView.column(table, field);
    const isKey = table.key.length === 1 && table.key[0] === field.name && !field.refers_to;
    const node =
      isKey || !column.node
        ? dom.value(column.numeric && !column.node ? value.toLocaleString("en") : value)
        : column.node(row, value);
    const parts = [node];
    if (field.unit && !field.unit.includes(" ")) parts.push(el("span.unit", {}, ` ${field.unit}`));
    if (field.type === "vague date") parts.push(el("span.unit", {}, ` ${dates.words(value)}`));
    return el("span", {}, parts);
  }

  function fields(table, row) {
    const shown = table.fields.filter((field) => !field.bound);
    return el(
      "dl.fields",
      {},
      shown.map((field) =>
        el(
          "div",
          {},
          el("dt", { title: dom.plain(field.meaning) }, field.title, el("code", {}, field.name)),
          el("dd", {}, cell(table, row, field)),
        ),
      ),
    );
  }

  function sources(table, row) {
    const from = data.table("sources");
    const cards = ["source_id", "second_source_id"]
      .map((name) => table.get(row, name))
      .filter(Boolean)
      .map((id) => {
        const at = from.find(id);
        if (at < 0) return el("li", {}, dom.value(id));
        const get = (name) => from.get(at, name);
        return el(
          "li",
          {},
          el("strong", {}, dom.rowLink("sources", id, get("title") || id)),
          el(
            "span",
            {},
            dom.value(
              [
                get("authors"),
                get("publisher"),
                get("published_on") && dates.words(get("published_on")),
              ]
                .filter(Boolean)
                .join(", "),
            ),
          ),
          get("url") && dom.outward(get("url")),
        );
      });
    return cards.length && table.name !== "sources"
      ? el(
          "section",
          {},
          el("h2", {}, cards.length > 1 ? "Sources" : "Source"),
          el("ul.cards", {}, cards),
        )
      : "";
  }

  // Rows of claims or audits about this row, each as a card.
  function about(name, heading, table, key, card) {
    const all = data.table(name);
    const rows = (all.index("row_key").get(key) || []).filter(
      (row) => all.get(row, "table") === table.name,
    );
    if (!rows.length) return "";
    return el(
      "section",
      {},
      el("h2", {}, heading),
      el(
        "ul.cards",
        {},
        rows.map((row) =>
          el(
            "li",
            {},
            card((field) => all.get(row, field)),
            dom.rowLink(name, all.keyOf(row)),
          ),
        ),
      ),
    );
  }

  const claim = (get) => [
    el("strong", {}, dom.value(get("paraphrase"))),
    el(
      "span",
      {},
      `${dom.words(get("field") || "")}: `,
      dom.value(
        [get("value"), get("currency"), get("unit")].filter((part) => part !== null).join(" "),
      ),
      get("checked_value") !== null && get("verdict") === "differs"
        ? el("span", {}, "; the other side: ", dom.value(get("checked_value")))
        : "",
      ` (${dom.words(get("verdict"))})`,
    ),
  ];

  const audit = (get) => [
    el("strong", {}, `${dom.words(get("field") || "the row")}: ${dom.words(get("verdict"))}`),
    el(
      "span",
      {},
      `in version ${get("version")}, ${dates.words(get("audited_on"))}`,
      get("right_value") !== null ? el("span", {}, "; right: ", dom.value(get("right_value"))) : "",
    ),
    get("note") !== null ? el("span", {}, dom.value(get("note"))) : "",
  ];

  // Rows of another table that name this one, the first of them and a link to all.
  function group(other, fields, rows, key) {
    const name = (row) => {
      const id = other.keyOf(row);
      const own = ["name", "title"].map((one) => other.get(row, one)).find(Boolean);
      if (own) return own;
      const parts = other.key
        .filter((one) => !fields.includes(one) && !other.field(one).values)
        .map((one) => {
          const to = other.field(one).refers_to;
          return to ? data.label(to, other.get(row, one)) : other.get(row, one);
        });
      return parts.join(", ") || id;
    };
    return el(
      "details",
      { open: rows.length <= FIRST },
      el(
        "summary",
        {},
        `${other.title || other.name}`,
        el("span.count", {}, rows.length.toLocaleString("en")),
      ),
      el(
        "ul.plain",
        {},
        rows
          .slice(0, FIRST)
          .map((row) =>
            el("li", {}, dom.rowLink(other.name, other.keyOf(row), name(row)), extra(other, row)),
          ),
      ),
      rows.length > FIRST
        ? fields.map((field) =>
            el(
              "p",
              {},
              el(
                "a",
                { href: route.toTable(other.name, { [field]: `=${key}` }) },
                `All ${(other.index(field).get(key) || []).length.toLocaleString("en")} in the table`,
                fields.length > 1 && ` by ${dom.words(field)}`,
              ),
            ),
          )
        : "",
    );
  }

  function extra(other, row) {
    const said = ["role", "kind", "date", "joined_on", "launched_on", "period"]
      .map((name) => other.get(row, name))
      .filter(Boolean);
    return said.length
      ? el("span.unit", {}, " ", dom.value(said.map((text) => dom.words(String(text))).join(", ")))
      : "";
  }

  function referring(table, key) {
    if (table.key.length !== 1) return "";
    const groups = new Map();
    const add = (other, field, rows) => {
      if (!rows.length) return;
      if (!groups.has(other)) groups.set(other, { fields: [], rows: new Set() });
      groups.get(other).fields.push(field);
      for (const row of rows) groups.get(other).rows.add(row);
    };
    for (const { table: other, field } of data.referring(table.name))
      // The flat table has the same satellites again.
      if (other.name !== "satellites_flat") add(other, field, other.index(field).get(key) || []);
    const ties = data.table("ties");
    const own = (ties.index("row_id").get(key) || []).filter(
      (row) => ties.get(row, "table") === table.name,
    );
    add(ties, "row_id", own);
    if (!groups.size) return "";
    return el(
      "section.referring",
      {},
      el("h2", {}, "Rows that refer to it"),
      [...groups].map(([other, { fields, rows }]) => group(other, fields, [...rows], key)),
    );
  }

  // The fields as the table has them, folded.
  const raw = (table, row) =>
    el(
      "details.raw",
      {},
      el("summary", {}, `The fields of this row of ${(table.title || table.name).toLowerCase()}`),
      fields(table, row),
    );

  // What pages.json says of rows of this table: a sentence, facts, and the rows that belong to it.
  function worded(table, row) {
    const described = data.pages[table.name];
    const place = { table: table.name, row };
    const facts = described.facts
      .map((fact) => ({ ...fact, parts: paths.cell(place, fact.say) }))
      .filter(({ parts }) => parts.length);
    const missing = described.wanted.filter(({ say }) => !paths.cell(place, say).length);
    const parts = sections.all(described.sections, { place });
    return [
      el("p.lead", {}, paths.node(paths.said(place, described.said))),
      el(
        "dl.fields",
        {},
        facts.map(({ title, parts, whole }) =>
          el(whole ? "div.whole" : "div", {}, el("dt", {}, title), el("dd", {}, paths.node(parts))),
        ),
      ),
      missing.length
        ? el("p.small", {}, `Not known here: ${missing.map((one) => one.title).join(", ")}.`)
        : "",
      sections.list(parts),
      ...parts.map((one) => one.node),
    ];
  }

  function render(main, table, key) {
    const row = table.find(key);
    main.append(
      el(
        "nav.crumbs",
        { "aria-label": "Path" },
        el("a", { href: "#tables" }, "Tables"),
        " / ",
        el("a", { href: route.toTable(table.name) }, table.name),
        " / ",
        dom.value(key),
      ),
    );
    if (row < 0) {
      main.append(
        el("h1", {}, "No such row"),
        el("p.lead", {}, "The table ", table.name, " has no row ", dom.value(key), "."),
      );
      return "No such row";
    }
    if (table.name === "organizations" && table.get(row, "kind") === "state") {
      return pages.lead(main, "state", key);
    }
    const named = data.label(table.name, key);
    const kind = (table.title || table.name).toLowerCase();
    const described = data.pages[table.name];
    main.append(
      el("h1", {}, dom.value(named)),
      el(
        "div.above",
        {},
        el("p.small", {}, `A row of ${kind}.`),
        taking.rows(() => ({
          name: `${table.name} ${key}`,
          rows: [row],
          columns: table.fields.flatMap((field) => labels.ofField(table, field)),
        })),
      ),
      ...(described ? worded(table, row) : [fields(table, row)]),
      sources(table, row),
      about("claims", "Claims about it", table, key, claim),
      about("audits", "Audits of it", table, key, audit),
      described ? raw(table, row) : referring(table, key),
    );
    return named;
  }

  return { render, raw };
})();

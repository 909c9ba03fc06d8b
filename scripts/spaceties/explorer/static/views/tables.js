// Every table, with help for its columns; filters are in the address.
const tablesView = (() => {
  const { el } = dom;
  const NAMED = new Set([
    "countries",
    "organizations",
    "satellites",
    "launch_sites",
    "launch_vehicles",
  ]);
  const LONG = new Set([
    "title",
    "summary",
    "note",
    "paraphrase",
    "comment",
    "url",
    "name",
    "purpose",
  ]);
  // Keys of these tables are slugs.
  const SLUGS = new Set([
    "agreements",
    "organizations",
    "sources",
    "spending",
    "indicators",
    "claims",
    "audits",
  ]);
  // Newest first, where rows have a date; other tables begin in the order of their keys.
  const NEWEST = {
    satellites: "launch_id",
    satellites_flat: "launched_on",
    launches: "launched_on",
    agreements: "signed_on",
    ties: "date",
  };
  const GROUPED = new Set(["currency unit", "USD"]);

  const isWide = (table, field) =>
    LONG.has(field.name) ||
    SLUGS.has(field.refers_to) ||
    ["row_id", "row_key"].includes(field.name) ||
    (SLUGS.has(table.name) && table.key.includes(field.name));

  // The field that names a row best.
  const leading = (table) =>
    ["name", "title", "paraphrase"].find((name) => table.at.has(name)) ||
    table.fields.find((field) => NAMED.has(field.refers_to))?.name;

  // One column of a table as `grid.make` takes it.
  function column(table, field) {
    const get = (row) => table.get(row, field.name);
    const numeric = field.type === "integer" || field.type === "number";
    const made = {
      table,
      field,
      title: field.name,
      help: dom.plain(field.meaning),
      value: get,
      numeric,
      values: field.values,
      visible: !field.bound,
      wide: isWide(table, field),
      short: field.type.includes("date"),
      lead: field.name === leading(table),
    };
    // By date, not by the text of a vague date or the designator of a launch.
    if (table.at.has(`${field.name}_latest`))
      made.sort = (row) =>
        table.get(row, `${field.name}_latest`) || table.get(row, `${field.name}_earliest`);
    if (field.name === "launch_id" && table.name !== "launches") {
      const launches = data.table("launches");
      made.sort = (row) => launches.get(launches.find(get(row)), "launched_on");
    }
    if (field.refers_to || ["row_id", "row_key"].includes(field.name)) {
      made.node = (row, value) => link(table, row, field.name, value);
      if (NAMED.has(field.refers_to)) {
        made.text = (row) =>
          get(row) === null ? "" : `${get(row)} ${data.label(field.refers_to, get(row))}`;
      }
    } else if (table.key.includes(field.name)) {
      made.node = (row, value) => dom.rowLink(table.name, table.keyOf(row), String(value));
    } else if (field.link) {
      made.node = (_, value) => dom.outward(value);
    } else if (numeric && !GROUPED.has(field.unit)) {
      made.node = (_, value) => dom.value(value);
    } else if (field.values) {
      made.node = (_, value) => dom.value(dom.words(String(value)));
    }
    return made;
  }

  function link(table, row, name, value) {
    const to = data.target(table, row, name);
    if (!to) return dom.value(value);
    const own = table.key.length === 1 && table.key[0] === name ? table.name : to.table;
    const label = NAMED.has(to.table) ? data.label(to.table, to.key) : null;
    if (label === null || label === value) return dom.rowLink(own, value);
    return el("span", {}, dom.rowLink(own, value, label), el("span.id", {}, value));
  }

  function help(table, box) {
    const places = table.fields.map((field) => {
      const column = () => box.column(field.name);
      const type = [
        field.type,
        field.unit && `in ${field.unit}`,
        table.key.includes(field.name) && "key",
      ]
        .filter(Boolean)
        .join(", ");
      return el(
        "div",
        {},
        el(
          "dt",
          {},
          dom.tick(field.name, column().visible(), (on) => column().visible(on)),
          el("span.type", {}, type),
        ),
        el(
          "dd",
          {},
          dom.value(dom.plain(field.meaning)),
          field.values && el("span.values", {}, ` One of: ${field.values.join(", ")}.`),
        ),
      );
    });
    const open = route.read().settings.help === "open";
    return el(
      "details.help",
      {
        open,
        ontoggle: ({ target }) =>
          target.isConnected && route.keep({ help: target.open ? "open" : null }),
      },
      el("summary", {}, "Columns: what they mean, which are shown"),
      el("dl", {}, places),
    );
  }

  function one(main, table) {
    const columns = table.fields.map((field) => column(table, field));
    const box = grid.make({
      columns,
      rows: table.rows(),
      filters: true,
      name: "",
      order: NEWEST[table.name] ? [[table.at.get(NEWEST[table.name]), "desc"]] : [],
    });
    main.append(
      el(
        "nav.crumbs",
        { "aria-label": "Path" },
        el("a", { href: "#tables" }, "Tables"),
        " / ",
        table.name,
      ),
      el("h1", {}, table.title || table.name),
      el("p.lead", {}, table.description),
      help(table, box),
      el(
        "div.above",
        {},
        el(
          "p.small",
          {},
          "Filters: text that the cell contains; ",
          el("code", {}, "=text"),
          " for the whole cell; ",
          el("code", {}, ">5"),
          " and ",
          el("code", {}, "<5"),
          " compare.",
        ),
      ),
      box,
    );
  }

  function list(main) {
    main.append(
      el("h1", {}, "Tables"),
      el(
        "p.lead",
        {},
        "Everything that the package holds. Each row has a page of its own, with the rows that refer to it, its claims, audits and sources.",
      ),
      el(
        "dl.tables",
        {},
        data.all.map((table) =>
          el(
            "div",
            {},
            el(
              "dt",
              {},
              el("a", { href: route.toTable(table.name) }, table.title || table.name),
              el(
                "span.count",
                {},
                `${table.length.toLocaleString("en")}${table.derived ? ", computed" : ""}`,
              ),
            ),
            el("dd", {}, table.description),
          ),
        ),
      ),
    );
  }

  function render(main, _, name) {
    const table = name ? data.table(name) : null;
    if (table) one(main, table);
    else list(main);
    return table ? table.title : "Tables";
  }

  return { title: "Tables", render, column };
})();

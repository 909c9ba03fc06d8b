// The tables of a page, as pages.json lays them out.
const sections = (() => {
  const { el } = dom;
  const FIRST = /\{([^}]+)\}/;
  const EVERY = /\{([^}]+)\}/g;
  const PAGE = 10; // rows
  const [AROUND, LINE] = [5, 2.6]; // rem that a table takes, and a row of it
  const FEW = 50; // that tell whether a column is of numbers
  const LONG =
    /^\{(@|note|agreement_id|row_key|source_id|checked_source_id|url|.*agreement_parties:.*)\}$/;
  const NAMED = new Set(["satellites", "organizations", "launches", "launch_vehicles", "payloads"]);

  // Ways by which a row came into lists, as "launched by China, built by China".
  function ways(column, portrait, row) {
    const found = Object.entries(column.lists).filter(([name]) =>
      portrait.rows(name).includes(row),
    );
    return found.length
      ? [{ text: found.map(([, text]) => portraits.named(text, portrait)).join(", ") }]
      : [];
  }

  // A column as `grid.make` takes it, with what stands beside it in files; a cell is made once.
  function column(table, given, portrait, rows) {
    const states = portrait ? portrait.states : [];
    const made = new Map();
    const parts = (row) => {
      if (!made.has(row))
        made.set(
          row,
          given.lists ? ways(given, portrait, row) : paths.cell({ table, row }, given.say, states),
        );
      return made.get(row);
    };
    const say = given.say || "";
    const first = FIRST.exec(say)?.[1];
    const rank = (row) => (first ? paths.rank({ table, row }, first, states) : null);
    const few = rows.slice(0, FEW);
    const shown = {
      title: given.title,
      value: (row) => paths.text(parts(row)) || null,
      // Two elements: what cuts long texts makes blocks of those within it.
      node: (row) => el("span", {}, el("span", {}, paths.node(parts(row)))),
      sort: (row) => rank(row) ?? paths.text(parts(row)),
      numeric: few.some((row) => typeof rank(row) === "number"),
      short: /(_on|period|as_of|since)\}$/.test(say),
      wide: LONG.test(say) && !NAMED.has(table),
      lead: say === "{@}",
    };
    return [shown, ...inFiles(table, say, parts, rank, shown, few)];
  }

  // What files hold: fields as they are, with ids beside names; the raw value at the end of a path.
  function inFiles(table, say, parts, rank, shown, few) {
    const held = data.table(table);
    const fields = [...say.matchAll(EVERY)].map(([, path]) => held?.field(path));
    if (fields.length && fields.every(Boolean)) {
      Object.assign(shown, { table: held, fields });
      return [];
    }
    if (shown.numeric) shown.raw = rank;
    else if (shown.short) shown.raw = (row) => paths.raw({ table, row }, FIRST.exec(say)[1]);
    if (!few.some((row) => parts(row).some((part) => part.key))) return [];
    const keys = (row) => parts(row).flatMap((part) => part.key ?? []);
    const value = (row) => keys(row).join("; ") || null;
    return [{ title: `${shown.title}_id`, value, only: "file" }];
  }

  // What rows rest on stands in every file.
  function documents(held, columns) {
    const shown = new Set(columns.flatMap(({ fields = [] }) => fields.map((field) => field.name)));
    return ["source_id", "second_source_id"]
      .filter((name) => held?.at.has(name) && !held.key.includes(name) && !shown.has(name))
      .map((name) => ({ table: held, field: held.field(name), title: name, only: "file" }));
  }

  // Rows of a table in the columns of a section, as `grid.make` takes them.
  function table(name, described, portrait, rows) {
    // A column without a cell says nothing.
    const columns = described.columns
      .map((one) => column(name, one, portrait, rows))
      .filter(([shown]) => rows.some((row) => shown.value(row) !== null))
      .flat();
    return { rows, page: PAGE, columns: [...columns, ...documents(data.table(name), columns)] };
  }

  const day = (place, path) => (path ? paths.rank(place, path) || "" : "");

  // The documents that rows of lists name, the newest first.
  function sources(portrait, names) {
    const documents = data.table("sources");
    const found = new Set();
    for (const name of names) {
      const from = data.table(data.portraits.tables[name]);
      for (const row of portrait.rows(name)) {
        for (const field of ["source_id", "second_source_id"]) {
          const at = documents.find(from.get(row, field));
          if (at >= 0) found.add(at);
        }
      }
    }
    return newest(
      [...found].sort((a, b) => a - b),
      "sources",
      "published_on",
    );
  }

  function newest(rows, name, path) {
    const days = new Map(rows.map((row) => [row, day({ table: name, row }, path)]));
    return rows.sort((a, b) =>
      days.get(a) < days.get(b) ? 1 : days.get(a) > days.get(b) ? -1 : 0,
    );
  }

  // Which rows a section shows, of which table.
  function shown(described, portrait, place) {
    if (described.list)
      return {
        name: data.portraits.tables[described.list] || "pairs",
        rows: portrait.rows(described.list),
      };
    if (described.sources) return { name: "sources", rows: sources(portrait, described.sources) };
    const [name] = described.rows.split(":");
    const rows = paths.walk(place, described.rows).map((one) => one.row);
    return { name, rows: newest(rows, name, described.by) };
  }

  function section(described, portrait, place) {
    const { name, rows } = shown(described, portrait, place);
    if (!rows.length) return null;
    const title = portrait ? portraits.named(described.title, portrait) : described.title;
    const note =
      portrait && described.note ? portraits.named(described.note, portrait) : described.note;
    const id = `part-${(described.list || described.rows || "sources").replace(/\W.*/, "")}`;
    const make = () =>
      grid.make({
        ...table(name, described, portrait, rows),
        label: title,
        name: id.replace("part-", ""),
      });
    const count = el("span.count", {}, rows.length.toLocaleString("en"));
    const heading = el("h2", { id, tabindex: "-1" }, title, " ", count);
    const node = el("section", {}, heading, note ? el("p.small", {}, note) : "");
    if (described.fold) node.append(folded(make, `${id.replace("part-", "")}.more`));
    else node.append(later(make, Math.min(rows.length, PAGE)));
    return { title, rows, node, id };
  }

  // setting: what the address calls it once it is open.
  function folded(make, setting) {
    const under = el("details.more", {}, el("summary", {}, "Show them"));
    const unfold = () => under.children.length === 1 && under.append(make());
    if (route.read().settings[setting]) {
      unfold();
      under.open = true;
    }
    under.addEventListener("toggle", () => {
      if (!under.isConnected) return;
      route.keep({ [setting]: under.open ? "open" : null });
      if (under.open) unfold();
    });
    return under;
  }

  // Tables follow once the browser has painted what it has; their room is kept.
  function later(make, count) {
    const place = el("div.later");
    place.style.minHeight = `${AROUND + count * LINE}rem`;
    charts.later(() => {
      if (place.isConnected) place.replaceWith(make());
    });
    return place;
  }

  // Buttons that lead to the parts of a page: { title, rows?, node, id }.
  function list(parts) {
    const lead = ({ node, id }) => {
      const heading = node.querySelector(`#${id}`);
      heading.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    };
    const count = (rows) => rows && el("span.count", {}, ` ${rows.length.toLocaleString("en")}`);
    return parts.length > 1
      ? el(
          "nav.parts",
          { "aria-label": "Parts of this page" },
          parts.map((part) => dom.button([part.title, count(part.rows)], () => lead(part))),
        )
      : "";
  }

  // The sections that have rows.
  const all = (described, { portrait = null, place = null }) =>
    described.map((one) => section(one, portrait, place)).filter(Boolean);

  return { all, list, table };
})();

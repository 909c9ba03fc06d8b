// Where sources disagree, what auditors found, and how much two sources confirm.
const claimsView = (() => {
  const { el } = dom;
  const FIRST = 12;
  const claims = () => data.table("claims");

  // Claims that differ, by the fact that they are about.
  function disputes() {
    const table = claims();
    const byFact = new Map();
    for (const row of table.index("verdict").get("differs") || []) {
      const parts = ["table", "row_key", "field"].map((name) => table.get(row, name) || "");
      const key = parts[1] ? parts.join("/") : `alone/${row}`;
      if (!byFact.has(key))
        byFact.set(key, { table: parts[0], key: parts[1], field: parts[2], rows: [] });
      byFact.get(key).rows.push(row);
    }
    return [...byFact.values()];
  }

  // What the tables say about the disputed fact; null if they hold none.
  function followed({ table: name, key, field }) {
    const held = data.table(name);
    const row = held ? held.find(key) : -1;
    return row < 0 || !field ? null : held.get(row, field);
  }

  function sides(dispute) {
    const table = claims();
    const now = followed(dispute);
    const seen = new Map();
    const add = (value, row, source) => {
      if (value === null) return;
      const key = `${value} ${source}`;
      const measure = table.get(row, "currency") || table.get(row, "unit") || "";
      const followed = now !== null && String(now) === String(value);
      if (!seen.has(key)) seen.set(key, { value, measure, source, followed });
    };
    for (const row of dispute.rows) {
      add(table.get(row, "value"), row, table.get(row, "source_id"));
      add(table.get(row, "checked_value"), row, table.get(row, "checked_source_id"));
    }
    return [...seen.values()].sort((a, b) => Number(b.followed) - Number(a.followed));
  }

  const name = ({ table, key }) =>
    key
      .split("|")
      .map((part, place) => {
        if (!table) return part;
        const field = data.table(table).field(data.table(table).key[place]);
        return data.label(place === 0 && !field.refers_to ? table : field.refers_to || table, part);
      })
      .join(", ");

  function grouped(text) {
    return /^\d{5,}$/.test(text) ? Number(text).toLocaleString("en") : text;
  }

  function card(dispute) {
    const table = claims();
    const comments = [
      ...new Set(dispute.rows.map((row) => table.get(row, "comment")).filter(Boolean)),
    ];
    const about =
      dispute.key && data.table(dispute.table).find(dispute.key) >= 0
        ? dom.rowLink(dispute.table, dispute.key, name(dispute))
        : dom.value(table.get(dispute.rows[0], "paraphrase"));
    return el(
      "li.dispute",
      {},
      el("h3", {}, about, dispute.field && el("span.field", {}, dom.words(dispute.field))),
      el(
        "ul.sides",
        {},
        sides(dispute).map((side) =>
          el(
            side.followed ? "li.followed" : "li",
            {},
            el("strong", {}, dom.value(`${grouped(side.value)} ${side.measure}`.trim())),
            side.source
              ? dom.rowLink("sources", side.source, data.label("sources", side.source))
              : "no document named",
            side.followed && el("span.mark", {}, "in the table"),
          ),
        ),
      ),
      comments.map((text) => el("p", {}, dom.value(text))),
      el(
        "p.small",
        {},
        "Claims: ",
        dispute.rows.flatMap((row, place) => [
          place ? ", " : "",
          dom.rowLink("claims", table.keyOf(row)),
        ]),
      ),
    );
  }

  function listing(given) {
    const all = disputes();
    const tables = [...new Set(all.map((one) => one.table))].sort();
    const now = {
      table: tables.includes(given.table) ? given.table : "all",
      text: given.text || "",
      most: Math.max(FIRST, Number(given.most) || 0),
    };
    const list = el("ul.disputes");
    const count = el("p", { "aria-live": "polite" });
    const more = dom.button("Show more", () => {
      now.most += 24;
      show();
    });
    const wording = (one) =>
      `${name(one)} ${one.field} ${sides(one)
        .map((side) => `${side.value} ${side.source ? data.label("sources", side.source) : ""}`)
        .join(" ")}`.toLowerCase();
    const show = () => {
      route.keep({
        table: now.table === "all" ? null : now.table,
        text: now.text || null,
        most: now.most > FIRST ? now.most : null,
      });
      const chosen = all.filter(
        (one) =>
          (now.table === "all" || one.table === now.table) &&
          (!now.text || wording(one).includes(now.text.toLowerCase())),
      );
      count.textContent = `${dom.plural(chosen.length, "disputed fact")}`;
      list.replaceChildren(...chosen.slice(0, now.most).map(card));
      more.hidden = chosen.length <= now.most;
    };
    const search = el("input", {
      type: "search",
      value: now.text,
      oninput: () => {
        now.text = search.value;
        show();
      },
    });
    const box = el(
      "section",
      {},
      el("h2", {}, "Where sources disagree"),
      el(
        "div.controls",
        {},
        dom.choose(
          "About",
          [
            ["all", "every table"],
            ...tables.map((one) => [
              one,
              one ? data.table(one).title || one : "no row of the tables",
            ]),
          ],
          now.table,
          (table) => {
            now.table = table;
            show();
          },
        ),
        el("label.control", {}, el("span", {}, "Search"), search),
      ),
      count,
      list,
      more,
    );
    show();
    return box;
  }

  function verdicts() {
    const index = claims().index("verdict");
    const text = {
      agrees: "agree with a second document",
      less_precise: "agree, one of the two being coarser",
      differs: "differ",
      not_checked: "were not checked against a second document",
    };
    return el(
      "ul.tiles",
      {},
      Object.entries(text).map(([verdict, words]) =>
        el(
          "li",
          {},
          el(
            "a",
            { href: route.toTable("claims", { verdict: `=${verdict}` }) },
            el("strong", {}, (index.get(verdict) || []).length.toLocaleString("en")),
            el("span", {}, words),
          ),
        ),
      ),
    );
  }

  function render(main, given) {
    main.append(
      el("h1", {}, "Claims"),
      el(
        "p.lead",
        {},
        "A claim is what one document says about one fact. Where documents disagree, the tables follow one side and the others are kept.",
      ),
      verdicts(),
      listing(given),
      rates.section(),
      support.chart(),
    );
  }

  return { title: "Claims", render };
})();

// Who launches, builds, hosts or signs for whom: matrix, rows behind a cell, timelines.
const tiesView = (() => {
  const { el } = dom;
  const NAMES = {
    launch: "launches",
    manufacture: "manufacture",
    ownership: "joint ownership",
    payload: "hosted payloads",
    agreement: "agreements",
  };
  const LAST = 2100;

  function settled(given) {
    const kinds = (given.kinds || "launch,manufacture,ownership,payload")
      .split(",")
      .filter((kind) => charts.KINDS.includes(kind));
    const year = (text, otherwise) => (/^\d{4}$/.test(text || "") ? Number(text) : otherwise);
    return {
      kinds,
      from: year(given.from, 1957),
      to: year(given.to, LAST),
      between: tieRows.SCOPES.some(([scope]) => scope === given.between) ? given.between : "few",
      level: ["state", "body"].includes(given.level) ? given.level : "all",
      order: given.order === "region" ? "region" : "volume",
      count: [12, 24, 40].includes(Number(given.count))
        ? Number(given.count)
        : charts.narrow()
          ? 12
          : 24,
      cell: /^[A-Z]{3} [A-Z]{3}$/.test(given.cell || "") ? given.cell : "",
      partners: ["none", "two", "all"].includes(given.partners) ? given.partners : "few",
      by: given.by || "",
      unit: given.unit || "",
      big: given.big || "",
      state: data.table("countries").find(given.state || "BLR") >= 0 ? given.state || "BLR" : "BLR",
    };
  }

  const thisYear = () => Number(data.about.created.slice(0, 4));

  function inAddress(now) {
    return {
      kinds: now.kinds.join(","),
      from: now.from > 1957 ? now.from : null,
      to: now.to < LAST ? now.to : null,
      between: now.between === "few" ? null : now.between,
      level: now.level === "all" ? null : now.level,
      order: now.order === "volume" ? null : now.order,
      count: now.count === (charts.narrow() ? 12 : 24) ? null : now.count,
      cell: now.cell || null,
      partners: now.partners === "few" ? null : now.partners,
      by: now.by || null,
      unit: now.unit || null,
      big: now.big || null,
      state: now.state === "BLR" ? null : now.state,
    };
  }

  function controls(now, change) {
    const coverage = tieRows.coverage();
    return el(
      "form.controls",
      { "aria-label": "What the matrix counts", onsubmit: (event) => event.preventDefault() },
      el(
        "fieldset",
        {},
        el("legend", {}, "Kinds of ties"),
        charts.KINDS.map((kind) =>
          dom.tick(
            [NAMES[kind], el("small", {}, coverage[kind])],
            now.kinds.includes(kind),
            (on) =>
              change({
                kinds: charts.KINDS.filter((one) => (one === kind ? on : now.kinds.includes(one))),
              }),
            kind,
          ),
        ),
      ),
      dom.number("From", now.from, { min: 1957, max: thisYear() }, (from) =>
        change({ from, to: Math.max(from, now.to) }),
      ),
      dom.number("to", Math.min(now.to, thisYear()), { min: 1957, max: thisYear() }, (to) =>
        change({ to: to >= thisYear() ? LAST : to, from: Math.min(now.from, to) }),
      ),
      dom.choose(
        "Order",
        [
          ["volume", "by number of ties"],
          ["region", "by region"],
        ],
        now.order,
        (order) => change({ order }),
      ),
      dom.choose(
        "States",
        [
          ["12", "12"],
          ["24", "24"],
          ["40", "40"],
        ],
        String(now.count),
        (count) => change({ count: Number(count) }),
      ),
      dom.choose(
        "Acting",
        [
          ["all", "anybody"],
          ["state", "states and agencies"],
          ["body", "companies and others"],
        ],
        now.level,
        (level) => change({ level }),
      ),
      dom.choose("Agreements of", tieRows.SCOPES, now.between, (between) => change({ between })),
    );
  }

  // What is counted, for whoever sees the picture without the controls.
  function counted({ kinds, from, to, level, between }) {
    const whose = { state: "of states and agencies alone", body: "of companies and others alone" };
    const scope = tieRows.SCOPES.find(([name]) => name === between)[1];
    return [
      kinds
        .map((kind) => (kind === "agreement" ? `agreements of ${scope}` : NAMES[kind]))
        .join(", "),
      `from ${from} to ${Math.min(to, thisYear())}`,
      whose[level],
    ]
      .filter(Boolean)
      .join("; ");
  }

  function matrixFigure(now, open) {
    const rows = matrix.chosen(now);
    const pairs = matrix.pairs(rows);
    const shown = matrix.states(rows, now);
    const made = matrix.cells(pairs, shown);
    if (!made.length)
      return { node: el("p.empty", {}, "No ties of these kinds in these years."), pairs };
    const node = charts.figure({
      name: "matrix",
      level: "h2",
      title: "From the state in the row to the state in the column",
      caption: `A cell counts satellites, payloads and agreements, each once, even where a state both launched and built it. Launches are those of the launch operator's state. Joint ownership and agreements have no direction and count both ways. Counted: ${counted(now)}.${now.between === "all" && now.kinds.includes("agreement") ? " Pale cells rest on conventions of many parties or on incomplete lists alone, which tie each pair of those that are in them." : ""}`,
      hint: "Choose a cell for its rows (arrow keys move, Enter opens).",
      said: `Matrix of ties between ${shown.length} states. The table behind the chart lists every pair with its count.`,
      spec: () => matrix.spec(made, matrix.slots(shown, now.order)),
      click: (datum) => datum.count && open(`${datum.giver} ${datum.taker}`),
      behind: () => ({
        rows: [...pairs.entries()],
        order: [[2, "desc"]],
        columns: [
          { title: "from", ...stateOf(([pair]) => pair.slice(0, 3)) },
          { title: "from_id", value: ([pair]) => pair.slice(0, 3), only: "file" },
          { title: "to", ...stateOf(([pair]) => pair.slice(4)) },
          { title: "to_id", value: ([pair]) => pair.slice(4), only: "file" },
          { title: "of which", value: ([, all]) => tieRows.words(all) },
          { title: "ties", value: ([, all]) => all.length, numeric: true },
          {
            title: "together",
            value: ([, all]) => tieRows.count(all),
            numeric: true,
            node: ([pair, all]) =>
              dom.button(String(tieRows.count(all)), () => open(pair), {
                class: "quiet",
                "aria-label": `Rows of ${pair}`,
              }),
          },
        ],
      }),
    });
    node.id = "matrix";
    const box = node.querySelector(".chart");
    box.addEventListener("drawn", () =>
      matrix.walk(box.firstChild, (datum) => open(`${datum.giver} ${datum.taker}`)),
    );
    return { node, pairs };
  }

  // A column of states, each of which leads to its page.
  const stateOf = (id) => ({
    value: (row) => data.label("countries", id(row)),
    node: (row, name) => dom.rowLink("countries", id(row), name),
  });

  function cellPanel(pair, pairs) {
    if (!pair) return "";
    const ids = pair.split(" ");
    const [giver, taker] = ids.map((id) =>
      dom.rowLink("countries", id, data.label("countries", id)),
    );
    const rows = pairs.get(pair) || [];
    const [joint, also] = tieRows.between(rows);
    return el(
      "section.panel",
      { tabindex: "-1", "aria-label": "Rows of the chosen cell" },
      el("h3", {}, giver, joint, taker, `${also}: `, rows.length ? tieRows.words(rows) : "none"),
      rows.length > tieRows.count(rows) &&
        el(
          "p",
          {},
          `${dom.plural(rows.length, "tie")}: a satellite that one state both launched and built, or owns with the other, is one satellite and more than one tie.`,
        ),
      rows.length
        ? grid.make({ ...tieRows.table(rows), name: "cell" })
        : el("p", {}, "No ties with these settings."),
      el(
        "p",
        {},
        dom.rowLink(
          "pairs",
          ids.sort().join("-"),
          "All that ties the two, either way, with sources",
        ),
      ),
    );
  }

  function partnersSection(now, keep) {
    const ties = data.table("ties");
    const ids = [
      ...new Set([...ties.index("from_country_id").keys(), ...ties.index("to_country_id").keys()]),
    ];
    const options = ids
      .map((id) => [id, data.label("countries", id)])
      .sort((a, b) => a[1].localeCompare(b[1], "en"));
    const place = el("div");
    const show = (state) => {
      now.state = state;
      keep();
      const name = data.label("countries", state);
      place.replaceChildren(
        timelines.partners(state, now.partners, charts.narrow() ? 15 : 20),
        el(
          "p",
          {},
          dom.rowLink("countries", state, `${name}: satellites, agreements, money, sources`),
        ),
      );
      select.querySelector("select").value = state;
      for (const one of quick.children)
        one.setAttribute("aria-pressed", String(one.dataset.state === state));
    };
    const select = dom.choose("State", options, now.state, show);
    const quick = el(
      "div.segments",
      { role: "group", "aria-label": "Quick choice" },
      ["BLR", "CHN", "RUS"]
        .filter((id) => ids.includes(id))
        .map((id) =>
          dom.button(data.label("countries", id), () => show(id), {
            "data-state": id,
            "aria-pressed": "false",
          }),
        ),
    );
    const agreements = dom.choose(
      "Agreements of",
      [["none", "nobody: without them"], ...tieRows.SCOPES],
      now.partners,
      (chosen) => {
        now.partners = chosen;
        show(now.state);
      },
    );
    const section = el(
      "section",
      {},
      el("h2", {}, "Partners of one state over time"),
      el("div.controls", {}, quick, select, agreements),
      place,
    );
    section.start = () => show(ids.includes(now.state) ? now.state : ids[0]);
    return section;
  }

  function render(main, given) {
    const now = settled(given);
    const controlBox = el("div");
    const figureBox = el("div");
    const panelBox = el("div", { id: "cell" });
    const keep = () => route.keep(inAddress(now));
    let pairs = new Map();
    const open = (pair, focus = true) => {
      if (focus) route.drop("cell.");
      now.cell = pair;
      keep();
      panelBox.replaceChildren(cellPanel(pair, pairs));
      if (focus && panelBox.firstElementChild) {
        panelBox.firstElementChild.focus({ preventScroll: true });
        panelBox.scrollIntoView({ block: "nearest" });
      }
    };
    const update = (changed) => {
      Object.assign(now, changed);
      const made = matrixFigure(now, open);
      pairs = made.pairs;
      figureBox.replaceChildren(made.node);
      open(now.cell, false);
    };
    controlBox.append(controls(now, update));
    const partners = partnersSection(now, keep);
    main.append(
      el("h1", {}, "Ties between states"),
      el(
        "p.lead",
        {},
        "A tie is one satellite, payload or agreement that links two states, in one role. States of one lineage, such as the Soviet Union and Russia, have none with each other.",
      ),
      controlBox,
      figureBox,
      panelBox,
      partners,
      el("section", {}, el("h2", {}, "Launches for others"), launched.section("h3", now, keep)),
    );
    update({});
    partners.start();
  }

  return { title: "Ties", render };
})();

// Budgets and markets by year. A line joins figures of one maker, subject, measure, currency and
// price basis only; what is estimated or planned looks different from what was reported.
const moneyView = (() => {
  const { el } = dom;
  const BUDGETS = ["agency_budget", "government_space_budget"];
  const MARKETS = ["market_size", "disclosed_investment"];
  const BASES = ["reported", "enacted", "requested", "planned", "estimated", "forecast"];
  const SHAPES = ["circle", "circle", "square", "diamond", "triangle-up", "cross"];
  const YEAR = 12; // months
  const SIGNS = ["●", "●", "□", "◇", "△", "✚"];

  const spending = () => data.table("spending");

  // Charts that the figures allow: one payer, measure and currency each, most figures first.
  function topics(measures) {
    const table = spending();
    const byTopic = new Map();
    for (const row of table.rows()) {
      if (!measures.includes(table.get(row, "measure"))) continue;
      const parts = ["organization_id", "measure", "currency"].map((name) => table.get(row, name));
      const key = parts.join("|");
      if (!byTopic.has(key)) byTopic.set(key, { key, parts, rows: [] });
      byTopic.get(key).rows.push(row);
    }
    const named = [...byTopic.values()].map(({ key, parts: [payer, measure, currency], rows }) => ({
      key,
      rows,
      currency,
      text: `${data.label("organizations", payer)}, ${dom.words(measure)}, ${currency} (${rows.length})`,
    }));
    return named.sort((a, b) => b.rows.length - a.rows.length || (a.text < b.text ? -1 : 1));
  }

  function point(row) {
    const table = spending();
    const get = (name) => table.get(row, name);
    const [first, last] = [get("period_earliest"), get("period_latest")];
    const open = first === null || last === null; // a sum of all that was before, or is to come
    const [from, to] = [dates.decimal(first || last), dates.decimal(last || first) + 0.003];
    const months = open ? null : Math.round((to - from) * 12);
    const subject = get("subject");
    const prices =
      get("price_basis") === "nominal" ? "" : `, prices ${dom.words(get("price_basis"))}`;
    const line = `${subject === null ? "" : `${subject}, `}${spendingTable.series(get("series"))}${prices}`;
    const basis = get("series").startsWith("forecast") ? "forecast" : get("basis");
    const relation = { exact: "", about: "about ", at_least: "at least ", at_most: "at most " }[
      get("relation")
    ];
    return {
      row,
      whole: subject === null,
      line,
      from: from - 0.5,
      to: to - 0.5,
      // A whole year stands on the tick of its year: that of its label, else that of its middle.
      mid: months === YEAR ? yearOf(get("fiscal_year"), (from + to) / 2) : (from + to) / 2 - 0.5,
      months,
      long: open || months > 18,
      amount: get("amount"),
      basis,
      said: `${line}, ${get("fiscal_year") || get("period")}: ${relation}${get("amount").toLocaleString("en")} ${get("currency")} (${basis}), ${data.label("sources", get("source_id"))}`,
    };
  }

  const yearOf = (label, middle) =>
    /^\d{4}$/.test(label || "") ? Number(label) : Math.floor(middle);

  // A line joins years alone, and ends where they are missing: it would tell of figures that nobody
  // gave. A quarter or a total of several years is no point of it.
  function cut(values) {
    const last = new Map();
    const years = values.filter((one) => one.months === YEAR);
    for (const one of years.sort((a, b) => a.mid - b.mid)) {
      const before = last.get(one.line);
      one.stretch = !before ? 0 : before.stretch + (one.mid - before.mid > 1.6 ? 1 : 0);
      last.set(one.line, one);
    }
  }

  // Parts beside their whole, and totals of several years beside single ones, only when asked for.
  function kept(figures, asked) {
    const allowed = figures.filter(
      (one) =>
        (asked.parts || one.whole || !mixed(figures, "whole")) &&
        (asked.totals || !one.long || !mixed(figures, "long")),
    );
    return allowed.length ? allowed : figures;
  }

  const mixed = (figures, property) =>
    figures.some((one) => one[property]) && figures.some((one) => !one[property]);

  function chart(name, topic, values) {
    cut(values);
    const counts = new Map();
    for (const one of values) counts.set(one.line, (counts.get(one.line) || 0) + 1);
    const order = [...counts.keys()].sort(
      (a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1),
    );
    const named = order.slice(0, 8);
    const shown = values.map((one) => ({
      ...one,
      shown: named.includes(one.line) ? one.line : "others (see the table)",
    }));
    const domain = order.length > 8 ? [...named, "others (see the table)"] : named;
    const range = [...charts.palette().slice(0, named.length), charts.colour("hue-none")].slice(
      0,
      domain.length,
    );
    const colour = () => ({
      field: "shown",
      type: "nominal",
      scale: { domain, range },
      legend: {
        title: "Series",
        orient: charts.room() < 700 ? "bottom" : "right",
        symbolType: "circle",
        symbolOpacity: 1,
        columns: 1,
      },
    });
    const bases = BASES.filter((basis) => shown.some((one) => one.basis === basis));
    const y = {
      field: "amount",
      type: "quantitative",
      axis: {
        title: topic.currency,
        format: ".3~s",
        domain: false,
        ticks: false,
        tickCount: 6,
        labelExpr: "replace(replace(replace(datum.label, 'T', ' tn'), 'G', ' bn'), 'M', ' m')",
        titleAngle: 0,
        titleAlign: "left",
        titleAnchor: "end",
        titleY: -10,
        titleX: 0,
      },
    };
    const span = shown.flatMap((one) => (one.months === YEAR ? [one.mid] : [one.from, one.to]));
    const years = Math.max(...span) - Math.min(...span);
    const x = () => ({
      field: "mid",
      type: "quantitative",
      scale: {
        domain: [Math.floor(Math.min(...span) + 0.25), Math.ceil(Math.max(...span) - 0.25)],
        nice: false,
        padding: 10,
      },
      axis: {
        title: null,
        format: "d",
        tickMinStep: 1,
        grid: false,
        tickCount: Math.max(1, Math.min(Math.round(years), charts.narrow() ? 4 : 10)),
      },
    });
    return charts.figure({
      name,
      title: topic.text.replace(/ \(\d+\)$/, ""),
      caption: `Amounts in ${topic.currency}, ${new Set(topic.rows.map((row) => spending().get(row, "price_basis"))).size === 1 ? "nominal prices unless the series says otherwise" : "price bases as the series say"}; a whole year stands on its tick, a fiscal year on that of its label. ${bases.map((basis) => `${SIGNS[BASES.indexOf(basis)]} ${basis}`).join(", ")}. A line joins neighbouring years of one series only; bars tell how long other periods are.`,
      hint: "Choose a point for its row.",
      said: `Points by year, a line for each series. ${dom.plural(values.length, "figure")} in ${topic.currency}; the table behind the chart has each with its source.`,
      click: (datum) =>
        datum.row !== undefined &&
        location.assign(route.toRow("spending", spending().keyOf(datum.row))),
      spec: () => ({
        width: charts.room() - 44,
        height: charts.narrow() ? 260 : 340,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values: shown },
        encoding: { x: x(), y, color: colour() },
        layer: [
          {
            mark: { type: "line", strokeWidth: 1.6, opacity: 0.75, aria: false },
            transform: [{ filter: `datum.months === ${YEAR}` }],
            encoding: { detail: [{ field: "line" }, { field: "stretch" }] },
          },
          {
            mark: { type: "rule", strokeWidth: 2, opacity: 0.6, aria: false, cursor: "pointer" },
            transform: [{ filter: `datum.months !== ${YEAR}` }],
            encoding: { x: { ...x(), field: "from" }, x2: { field: "to" } },
          },
          {
            mark: { type: "point", size: 52, strokeWidth: 1.6, opacity: 1, cursor: "pointer" },
            encoding: {
              shape: {
                field: "basis",
                scale: { domain: bases, range: bases.map((basis) => SHAPES[BASES.indexOf(basis)]) },
                legend: null,
              },
              fill: {
                condition: {
                  test: "datum.basis == 'reported' || datum.basis == 'enacted'",
                  field: "shown",
                  scale: { domain, range },
                },
                value: charts.colour("paper"),
              },
              tooltip: { field: "said" },
              description: { field: "said" },
            },
          },
        ],
      }),
      behind: () => spendingTable.rows(topic.rows),
    });
  }

  // name: what the settings of the section are called in the address.
  function section(name, given, title, text, list) {
    if (!list.length) return "";
    const place = el("div");
    let topic = list.find((one) => one.key === given[name]) || list[0];
    const asked = {
      parts: given[`${name}.parts`] === "yes",
      totals: given[`${name}.totals`] === "yes",
    };
    const draw = () => {
      route.keep({
        [name]: topic.key,
        [`${name}.parts`]: asked.parts ? "yes" : null,
        [`${name}.totals`]: asked.totals ? "yes" : null,
      });
      const figures = topic.rows.map(point);
      parts.hidden = !mixed(figures, "whole");
      totals.hidden = !mixed(figures, "long");
      place.replaceChildren(chart(name, topic, kept(figures, asked)));
    };
    const choose = dom.choose(
      "Figures of",
      list.map((one) => [one.key, one.text]),
      topic.key,
      (key) => {
        topic = list.find((one) => one.key === key);
        draw();
      },
    );
    const ask = (said, part) =>
      dom.tick(said, asked[part], (on) => {
        asked[part] = on;
        draw();
      });
    const parts = ask("with programmes and parts", "parts");
    const totals = ask("with totals of several years", "totals");
    const node = el(
      "section",
      {},
      el("h2", {}, title),
      el("p", {}, text),
      el("div.controls", {}, choose, parts, totals),
      place,
    );
    return { node, draw };
  }

  function render(main, given) {
    const sections = [
      section(
        "budget",
        given,
        "Budgets",
        "What agencies and governments spend, in the currency of the source.",
        topics(BUDGETS),
      ),
      section(
        "market",
        given,
        "Markets and investment",
        "Sizes of markets as their compilers put them. Compilers count different things, so their figures are never one series.",
        topics(MARKETS),
      ),
    ].filter(Boolean);
    main.append(
      el("h1", {}, "Money"),
      el(
        "p.lead",
        {},
        "Nothing is converted or adjusted for prices by us. Each point leads to its row and source.",
      ),
      ...sections.map((one) => one.node),
      el(
        "section",
        {},
        el("h2", {}, "Every figure"),
        el("p", {}, "Costs of programmes, contracts, contributions, rents and loans too."),
        grid.make({ ...spendingTable.rows(spending().rows()), name: "figures" }),
      ),
    );
    for (const one of sections) one.draw();
  }

  return { title: "Money", render };
})();

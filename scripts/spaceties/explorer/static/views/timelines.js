// Charts over time: satellites launched for others, and the partners of one state.
const timelines = (() => {
  const launchers = ["USA", "RUS", "SUN", "FRA", "IND", "CHN", "NZL", "JPN"];

  // Distinct satellites of other states by launching state and year.
  function launched() {
    const ties = data.table("ties");
    const byStateAndYear = new Map();
    for (const row of ties.index("kind").get("launch") || []) {
      const year = ties.get(row, "year");
      if (year === null) continue;
      const state = ties.get(row, "from_country_id");
      const shown = launchers.includes(state) ? data.label("countries", state) : "Other states";
      const key = `${shown}|${year}`;
      if (!byStateAndYear.has(key))
        byStateAndYear.set(key, { state: shown, year, satellites: new Set() });
      byStateAndYear.get(key).satellites.add(ties.get(row, "row_id"));
    }
    return [...byStateAndYear.values()].map(({ state, year, satellites }) => ({
      state,
      year,
      count: satellites.size,
    }));
  }

  function launches(level) {
    const values = launched();
    const order = [...launchers.map((state) => data.label("countries", state)), "Other states"];
    const said =
      "datum.state + ', ' + datum.year + ': ' + datum.count + (datum.count == 1 ? ' satellite' : ' satellites')";
    const colours = [...charts.palette().slice(0, 8), charts.colour("hue-none")];
    return charts.figure({
      level,
      title: "Satellites launched for other states, by launching state",
      caption:
        "Each satellite once for each launching state. Up to December 2024 all launches count, after that those between states that the sources list.",
      said: "Stacked bars: satellites launched for other states in each year since 1957, by launching state.",
      spec: {
        width: charts.room() - 44,
        height: charts.narrow() ? 240 : 300,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values },
        transform: [
          { calculate: said, as: "said" },
          { calculate: `indexof(${JSON.stringify(order)}, datum.state)`, as: "place" },
        ],
        mark: { type: "bar", width: { band: 0.86 } },
        encoding: {
          x: {
            field: "year",
            type: "ordinal",
            scale: { domain: span(values) },
            axis: {
              title: null,
              labelAngle: 0,
              labelExpr: `datum.value % ${charts.narrow() ? 20 : 10} ? '' : datum.value`,
              labelOverlap: false,
              ticks: false,
              domain: true,
              labelPadding: 6,
            },
          },
          y: {
            field: "count",
            type: "quantitative",
            axis: { title: "satellites", tickCount: 5, domain: false, ticks: false },
          },
          color: {
            field: "state",
            scale: { domain: order, range: colours },
            legend: {
              title: null,
              orient: "top",
              columns: charts.narrow() ? 3 : 9,
              symbolType: "square",
            },
          },
          order: { field: "place" },
          tooltip: { field: "said" },
          description: { field: "said" },
        },
      },
      behind: () => ({
        rows: values,
        order: [[0, "desc"]],
        columns: [
          {
            title: "year",
            value: (one) => one.year,
            node: (one) => dom.value(one.year),
            numeric: true,
          },
          { title: "launching state", value: (one) => one.state },
          { title: "satellites", value: (one) => one.count, numeric: true },
        ],
      }),
    });
  }

  // Every year from the first to the last, those without a launch too.
  function span(values) {
    const years = values.map((one) => one.year);
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }

  // A state and those that it continues: Russia and the Soviet Union.
  function lineage(state) {
    const countries = data.table("countries");
    const before = countries.index("successor_id").get(state) || [];
    return [state, ...before.map((row) => countries.get(row, "country_id"))];
  }

  // Ties of one state by partner, year and kind; ties of one agreement and year are one.
  function partnered(state, kinds) {
    const ties = data.table("ties");
    const own = new Set(lineage(state));
    const counts = new Map();
    for (let row = 0; row < ties.length; row += 1) {
      const [from, to, kind, year] = ["from_country_id", "to_country_id", "kind", "year"].map(
        (name) => ties.get(row, name),
      );
      const partner = own.has(from) ? to : own.has(to) ? from : null;
      if (!partner || own.has(partner) || year === null || !kinds.includes(kind)) continue;
      const key = `${partner}|${year}|${kind}`;
      if (!counts.has(key))
        counts.set(key, {
          partner: data.label("countries", partner),
          partner_id: partner,
          year,
          kind,
          count: 0,
        });
      counts.get(key).count += 1;
    }
    return [...counts.values()];
  }

  function partners(state, kinds, most) {
    const values = partnered(state, kinds);
    const volume = new Map();
    for (const one of values) volume.set(one.partner, (volume.get(one.partner) || 0) + one.count);
    const order = [...volume.keys()].sort(
      (a, b) => volume.get(b) - volume.get(a) || (a < b ? -1 : 1),
    );
    const kept = new Set(order.slice(0, most));
    const shown = values.filter((one) => kept.has(one.partner));
    const name = lineage(state)
      .map((one) => data.label("countries", one))
      .join(", formerly ");
    const said = "datum.partner + ', ' + datum.year + ', ' + datum.kind + ': ' + datum.count";
    const at = shown.map((one) => one.year);
    return charts.figure({
      title: `Partners of ${name}`,
      caption:
        order.length > most
          ? `The ${most} with most ties of ${order.length}; the table below has all.`
          : null,
      said: `Circles: ties of ${name} with each partner by year; the larger the circle, the more ties; colour is the kind of tie.`,
      spec: {
        width: charts.room() - 44,
        height: 22 * kept.size,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values: shown },
        transform: [{ calculate: said, as: "said" }],
        mark: { type: "circle", opacity: 0.85, stroke: charts.colour("paper"), strokeWidth: 0.8 },
        encoding: {
          x: {
            field: "year",
            type: "quantitative",
            scale: { domain: [Math.min(...at) - 1, Math.max(...at) + 1], nice: false },
            axis: {
              title: null,
              format: "d",
              tickMinStep: 1,
              tickCount: charts.narrow() ? 4 : 10,
              orient: "top",
              domain: false,
              grid: true,
            },
          },
          y: {
            field: "partner",
            type: "nominal",
            sort: order,
            axis: {
              title: null,
              domain: false,
              ticks: false,
              grid: true,
              labelPadding: 8,
              labelLimit: charts.narrow() ? 110 : 220,
            },
          },
          size: {
            field: "count",
            type: "quantitative",
            scale: { type: "sqrt", range: [36, 520] },
            legend: null,
          },
          color: {
            field: "kind",
            scale: { domain: charts.KINDS, range: charts.kindColours() },
            legend: { title: null, orient: "top", columns: charts.narrow() ? 2 : 5 },
          },
          tooltip: { field: "said" },
          description: { field: "said" },
          order: { field: "count", sort: "descending" },
        },
      },
      behind: () => ({
        rows: values,
        order: [[0, "desc"]],
        columns: [
          {
            title: "year",
            value: (one) => one.year,
            node: (one) => dom.value(one.year),
            numeric: true,
          },
          {
            title: "partner",
            value: (one) => one.partner,
            node: (one) => dom.rowLink("countries", one.partner_id, one.partner),
          },
          { title: "kind", value: (one) => one.kind },
          { title: "ties", value: (one) => one.count, numeric: true },
        ],
      }),
    });
  }

  return { launches, partners, lineage };
})();

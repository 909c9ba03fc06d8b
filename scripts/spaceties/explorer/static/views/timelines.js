// Charts over time: the partners of one state.
const timelines = (() => {
  // A state and those that it continues: Russia and the Soviet Union.
  function lineage(state) {
    const countries = data.table("countries");
    const before = countries.index("successor_id").get(state) || [];
    return [state, ...before.map((row) => countries.get(row, "country_id"))];
  }

  // Satellites, payloads and agreements by partner, year and kind, each once.
  function partnered(state, between) {
    const ties = data.table("ties");
    const own = new Set(lineage(state));
    const made = new Map();
    for (let row = 0; row < ties.length; row += 1) {
      const [from, to, kind, year] = ["from_country_id", "to_country_id", "kind", "year"].map(
        (name) => ties.get(row, name),
      );
      const partner = own.has(from) ? to : own.has(to) ? from : null;
      if (!partner || own.has(partner) || year === null) continue;
      if (between === "none" ? kind === "agreement" : !tieRows.within(row, between)) continue;
      const key = `${partner}|${year}|${kind}`;
      if (!made.has(key))
        made.set(key, {
          partner: data.label("countries", partner),
          partner_id: partner,
          year,
          kind,
          rows: [],
        });
      made.get(key).rows.push(row);
    }
    return beside([...made.values()].map((one) => ({ ...one, count: tieRows.count(one.rows) })));
  }

  // Kinds of one partner and year are set beside each other: where each stands in its row.
  function beside(values) {
    const points = Map.groupBy(values, (one) => `${one.partner_id}|${one.year}`);
    for (const kinds of points.values()) {
      kinds.sort((a, b) => charts.KINDS.indexOf(a.kind) - charts.KINDS.indexOf(b.kind));
      for (const [place, one] of kinds.entries()) one.lane = (place + 0.5) / kinds.length;
    }
    return values;
  }

  function partners(state, between, most) {
    const values = partnered(state, between);
    if (!values.length) return dom.el("p.empty", {}, "No dated ties with these settings.");
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
    const largest = Math.max(...shown.map((one) => one.count));
    const sizes = [...new Set([1, Math.ceil(largest / 2), largest])];
    const running = Number(data.about.created.slice(0, 4));
    const said = (one) =>
      `${one.partner}, ${one.year}${one.year === running ? " so far" : ""}, ${one.kind}: ${tieRows.words(one.rows)}`;
    const at = shown.map((one) => one.year);
    return charts.figure({
      name: "partners",
      title: `Partners of ${name}`,
      caption: `${order.length > most ? `The ${most} with most of ${order.length}; the table below has all. ` : ""}The larger a circle, the more satellites, payloads or agreements of the kind in the year; kinds of one year stand above each other. Launches are those of the launch operator's state, either way. What has no year is left out; ${running} is not over.`,
      hint: "Choose a circle for its rows.",
      said: `Circles: satellites, payloads and agreements of ${name} with each partner by year; the larger the circle, the more; colour is the kind of tie.`,
      opens: (datum) =>
        datum.rows && { heading: datum.said, table: tieRows.table([...datum.rows]) },
      spec: () => ({
        width: charts.room() - 44,
        height: 30 * kept.size,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values: shown.map((one) => ({ ...one, said: said(one) })) },
        mark: encodings.circles(),
        encoding: {
          x: encodings.years("year", Math.min(...at), Math.max(...at)),
          y: encodings.lanes("partner", order),
          yOffset: { field: "lane", type: "quantitative", scale: { domain: [0, 1] } },
          size: {
            field: "count",
            type: "quantitative",
            scale: { type: "sqrt", range: [30, 300] },
            legend: charts.narrow()
              ? null
              : { title: "how many", orient: "top", values: sizes, format: "d" },
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
      }),
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
            lead: true,
            value: (one) => one.partner,
            node: (one) => dom.rowLink("countries", one.partner_id, one.partner),
          },
          { title: "partner_id", value: (one) => one.partner_id, only: "file" },
          { title: "kind", value: (one) => one.kind },
          { title: "satellites, payloads, agreements", value: (one) => one.count, numeric: true },
        ],
      }),
    });
  }

  return { partners, lineage };
})();

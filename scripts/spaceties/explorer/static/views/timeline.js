// Everything of a state or pair on one axis of years: a row for each list.
const timeline = (() => {
  const KINDS = [...charts.KINDS, "money"];
  const AT = {
    satellites: "launch_id/launched_on",
    payloads: "satellite_id/launch_id/launched_on",
    agreements: "signed_on",
    spending: "period",
  };

  const YEAR = 1.01;

  // The first and the last year that a row may be of, null if it has no date; of what is within
  // twelve months, such as a fiscal year, that of the middle.
  function years(table, row) {
    const [found] = paths.walk({ table, row }, AT[table]);
    if (!found) return null;
    const get = (field) => data.table(found.table).get(found.row, field);
    const known = ["_earliest", "_latest", ""].map((end) => get(`${found.field}${end}`));
    const ends = [known[0] ?? known[1] ?? known[2], known[1] ?? known[0] ?? known[2]];
    if (!ends[0]) return null;
    const [from, to] = ends.map(dates.decimal);
    return (to - from < YEAR ? [(from + to) / 2, (from + to) / 2] : [from, to]).map(Math.floor);
  }

  // Marks: circles of a year, bars of what may be of several; and how much has no date.
  function marks(lanes, portrait) {
    const made = new Map();
    let undated = 0;
    for (const { lane, list, kind } of lanes) {
      const table = data.portraits.tables[list];
      for (const row of portrait.rows(list)) {
        const span = years(table, row);
        if (!span) {
          undated += 1;
          continue;
        }
        const key = `${lane}|${span.join("|")}`;
        if (!made.has(key))
          made.set(key, { lane, list, kind, from: span[0], to: span[1], rows: [] });
        made.get(key).rows.push(row);
      }
    }
    return { values: [...made.values()], undated };
  }

  function worded(values, running) {
    return values.map((one) => {
      const when = one.from === one.to ? one.from : `${one.from} to ${one.to}`;
      const sofar = one.to === running ? " so far" : "";
      const count = one.rows.length;
      return { ...one, count, said: `${one.lane}, ${when}${sofar}: ${count.toLocaleString("en")}` };
    });
  }

  // The table of the rows of a mark, in the columns of the page's own section on them.
  function rowsOf(datum, portrait) {
    const name = data.portraits.tables[datum.list];
    const all = data.pages[portrait.kind].sections;
    const described =
      all.find((one) => one.list === datum.list) ||
      all.find((one) => data.portraits.tables[one.list] === name);
    return sections.table(name, described, portrait, [...datum.rows]);
  }

  const x = (values) => {
    const [first, last] = [values.map((one) => one.from), values.map((one) => one.to)];
    return encodings.years("from", Math.min(...first), Math.max(...last));
  };

  // Bars of several years, and circles of one; a layer without a mark would be a picture of nothing.
  function layers(values) {
    const single = values.filter((one) => one.from === one.to);
    const bars = {
      transform: [{ filter: "datum.from !== datum.to" }],
      mark: { type: "bar", height: 7, cornerRadius: 3.5, opacity: 0.45, cursor: "pointer" },
      encoding: { x: x(values), x2: { field: "to" } },
    };
    const circles = {
      transform: [{ filter: "datum.from === datum.to" }],
      mark: encodings.circles(),
      encoding: {
        x: x(values),
        size: {
          field: "count",
          type: "quantitative",
          scale: {
            type: "sqrt",
            range: [40, 400],
            domain: [1, Math.max(2, ...single.map((one) => one.count))],
          },
          legend: null,
        },
      },
    };
    return [...(single.length < values.length ? [bars] : []), ...(single.length ? [circles] : [])];
  }

  // The chart; null if nothing has a date.
  function figure(portrait) {
    const lanes = data.pages[portrait.kind].timeline.map((one) => ({
      ...one,
      lane: portraits.named(one.lane, portrait),
    }));
    const running = Number(data.about.created.slice(0, 4));
    const { values: found, undated } = marks(lanes, portrait);
    if (!found.length) return null;
    const values = worded(found, running);
    const order = lanes
      .map((one) => one.lane)
      .filter((lane) => values.some((v) => v.lane === lane));
    const shared = () => ({
      y: { ...encodings.lanes("lane", order), scale: { domain: order } },
      color: {
        field: "kind",
        scale: { domain: KINDS, range: [...charts.kindColours(), charts.colour("hue-7")] },
        legend: null,
      },
      tooltip: { field: "said" },
      description: { field: "said" },
    });
    const name = portraits.heading(portrait);
    return charts.figure({
      name: "timeline",
      level: "h2",
      title: "Over time",
      caption: `The larger a circle, the more in the year; a bar is what may be of any of several years, or is a figure of money of several.${undated ? ` ${dom.plural(undated, "row")} without a date ${undated === 1 ? "is" : "are"} left out.` : ""} ${running} is not over.`,
      hint: "Choose a mark for its rows.",
      said: `Circles and bars by year, a row for each kind: what there is of ${name}; the larger a circle, the more.`,
      opens: (datum) => datum.rows && { heading: datum.said, table: rowsOf(datum, portrait) },
      spec: () => ({
        width: charts.room() - 44,
        height: 34 * order.length,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values },
        encoding: shared(),
        layer: layers(values),
      }),
      behind: () => ({
        rows: values,
        order: [[0, "desc"]],
        columns: [
          {
            title: "first year",
            value: (one) => one.from,
            node: (one) => dom.value(one.from),
            numeric: true,
          },
          {
            title: "last year",
            value: (one) => one.to,
            node: (one) => dom.value(one.to),
            numeric: true,
          },
          { title: "what", value: (one) => one.lane },
          { title: "how many", value: (one) => one.count, numeric: true },
        ],
      }),
    });
  }

  return { figure };
})();

// How much of each table is confirmed by two documents.
const support = (() => {
  function chart() {
    const values = data.support
      .filter((one) => one.rows)
      .map((one) => ({
        ...one,
        title: data.table(one.table).title || one.table,
        share: one.two / one.rows,
        said: `${data.table(one.table).title || one.table}: ${one.two.toLocaleString("en")} of ${one.rows.toLocaleString("en")} rows have two documents, ${one.disputed} are disputed`,
      }))
      .sort((a, b) => b.share - a.share);
    return charts.figure({
      name: "support",
      level: "h2",
      title: "Rows that two documents or more support",
      caption:
        "A row counts if it names a second document, or a claim of or against another document agrees with it. Satellites and launches rest on one catalogue, GCAT.",
      hint: "Choose a bar for its table.",
      click: ({ table }) => table && location.assign(route.toTable(table)),
      said: "Bars: share of rows of each table with two documents or more.",
      spec: () => ({
        width: charts.room() - 44,
        height: 24 * values.length,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values },
        transform: [
          {
            calculate:
              "(datum.two && datum.share < 0.01 ? '<1%' : format(datum.share, '.0%')) + " +
              "'  (' + format(datum.two, ',') + ' of ' + format(datum.rows, ',') + ')'",
            as: "label",
          },
        ],
        encoding: {
          y: {
            field: "title",
            type: "nominal",
            sort: values.map((one) => one.title),
            axis: { title: null, domain: false, ticks: false, labelPadding: 8 },
          },
          tooltip: { field: "said" },
          description: { field: "said" },
        },
        layer: [
          {
            mark: {
              type: "bar",
              color: charts.colour("cell"),
              height: { band: 0.6 },
              cornerRadius: 2,
              aria: false,
            },
            encoding: {
              x: { datum: 1, type: "quantitative", scale: { domain: [0, 1.3] }, axis: null },
            },
          },
          {
            mark: {
              type: "bar",
              cursor: "pointer",
              color: charts.colour("hue-1"),
              height: { band: 0.6 },
              cornerRadius: 2,
            },
            encoding: { x: { field: "share", type: "quantitative" } },
          },
          {
            mark: { type: "text", align: "left", dx: 6, aria: false },
            encoding: { x: { datum: 1, type: "quantitative" }, text: { field: "label" } },
          },
        ],
      }),
      behind: () => ({
        rows: values,
        columns: [
          { title: "table", value: (one) => one.title },
          { title: "rows", value: (one) => one.rows, numeric: true },
          { title: "with two documents", value: (one) => one.two, numeric: true },
          { title: "disputed", value: (one) => one.disputed, numeric: true },
        ],
      }),
    });
  }

  return { chart };
})();

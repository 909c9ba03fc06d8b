// Parts of specs that several charts share.
const encodings = (() => {
  // Counts in classes, each [least, name, step of the colours]: the class of a count, and the
  // colours with their legend.
  function classes(bins) {
    const of = (count) => bins.filter(([least]) => count >= least).at(-1)[1];
    const colours = (title, columns) => ({
      field: "bin",
      type: "ordinal",
      scale: {
        domain: bins.map(([, name]) => name),
        range: bins.map(([, , step]) => charts.colour(`step-${step}`)),
      },
      legend: {
        title,
        titleLimit: 400,
        orient: "bottom",
        direction: "horizontal",
        symbolType: "square",
        symbolSize: 190,
        symbolStrokeWidth: 0,
        columns,
      },
    });
    return { of, colours };
  }

  // Years from left to right, above the chart.
  const years = (field, first, last) => ({
    field,
    type: "quantitative",
    scale: { domain: [first - 1, last + 1], nice: false },
    axis: {
      title: null,
      format: "d",
      tickMinStep: 1,
      tickCount: charts.narrow() ? 4 : 10,
      orient: "top",
      domain: false,
      grid: true,
    },
  });

  // A row for each name, in the order given.
  const lanes = (field, order) => ({
    field,
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
  });

  // Circles that can be chosen, and may overlap.
  const circles = () => ({
    type: "circle",
    opacity: 0.85,
    cursor: "pointer",
    stroke: charts.colour("paper"),
    strokeWidth: 0.8,
  });

  return { classes, years, lanes, circles };
})();

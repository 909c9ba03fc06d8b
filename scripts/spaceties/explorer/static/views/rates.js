// How many of the rows that auditors drew were wrong.
const rates = (() => {
  const { el } = dom;
  const share = (part, whole) => `${((100 * part) / whole).toFixed(0)} %`;
  const interval = (one) => `${one.interval.map((end) => (100 * end).toFixed(0)).join(" to ")} %`;
  const count = (title, name) => ({ title, numeric: true, value: (one) => one[name] });

  function section() {
    if (!data.rates.length) return "";
    return el(
      "section",
      {},
      el("h2", {}, "Measured error rates"),
      el(
        "p",
        {},
        "Auditors draw rows at random and look for sources anew. A row counts by the worst that was found on it; an interval (Wilson's, 95 %) says how far the share of all rows may lie from that of the drawn ones. A rate tells of the version that it was measured on, or of its draft; what was found wrong has been mended since. ",
        el("a", { href: route.toTable("audits") }, "Every finding"),
      ),
      grid.make({
        name: "rates",
        rows: data.rates,
        order: [],
        columns: [
          { title: "version", value: (one) => one.version },
          { title: "table", value: (one) => data.table(one.table).title || one.table },
          count("drawn", "rows"),
          count("wrong", "wrong"),
          { title: "share", value: (one) => share(one.wrong, one.rows) },
          { title: "interval", value: interval },
          count("too coarse", "coarse"),
          count("at odds or disputed", "weak"),
          count("not confirmed", "unconfirmed"),
        ],
      }),
    );
  }

  return { section };
})();

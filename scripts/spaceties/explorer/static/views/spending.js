// Rows of the table of spending, as a table with names for ids.
const spendingTable = (() => {
  const spending = () => data.table("spending");

  function rows(chosen) {
    const from = spending();
    const get = (name) => (row) => from.get(row, name);
    return {
      rows: chosen,
      order: [[1, "desc"]],
      columns: [
        {
          title: "whose",
          value: get("organization_id"),
          text: (row) =>
            `${data.label("organizations", from.get(row, "organization_id"))} ${from.get(row, "organization_id")}`,
          node: (_, id) => dom.rowLink("organizations", id, data.label("organizations", id)),
        },
        { title: "period", short: true, value: get("period") },
        { title: "subject", value: get("subject") },
        {
          title: "series",
          value: get("series"),
          text: (row) => dom.words(from.get(row, "series")),
          node: (_, text) => dom.value(dom.words(text)),
        },
        {
          title: "amount",
          value: get("amount"),
          numeric: true,
          node: (row, amount) =>
            dom.rowLink("spending", from.keyOf(row), amount.toLocaleString("en")),
        },
        { title: "currency", value: get("currency") },
        {
          title: "relation",
          value: get("relation"),
          node: (_, text) => dom.value(dom.words(text)),
        },
        { title: "prices", value: get("price_basis") },
        { title: "basis", value: get("basis") },
        {
          title: "source",
          wide: true,
          value: get("source_id"),
          text: (row) => data.label("sources", from.get(row, "source_id")),
          node: (_, id) => dom.rowLink("sources", id, data.label("sources", id)),
        },
      ],
    };
  }

  return { rows };
})();

// Rows of the table of spending, as a table with names for ids.
const spendingTable = (() => {
  const spending = () => data.table("spending");
  // What a series is, where its name says too little.
  const SERIES = {
    act: "enacted budget",
    request: "requested budget",
    request_with_reconciliation: "requested budget with reconciliation",
    total: "total",
    initial: "initial budget",
    initial_and_supplementary: "initial and supplementary budget",
    supplementary: "supplementary budget",
    interim: "interim budget",
    revised: "revised budget",
    actual: "actual spending",
    plan: "plan",
    operating_plan: "operating plan",
    cumulative: "sum up to the year",
    budget_authority_eight_accounts: "budget authority of eight accounts",
  };
  const SMALL = new Set(["in", "of", "and"]);
  const capital = (word) => (SMALL.has(word) ? word : word[0].toUpperCase() + word.slice(1));

  // A series in words: estimate_space_foundation_revised is "estimate by Space Foundation, revised".
  function series(code) {
    const maker = /^(estimate|forecast)_(.+?)(_revised)?$/.exec(code);
    if (maker) {
      const [, what, name, again] = maker;
      const words = name.length < 4 ? name.toUpperCase() : name.split("_").map(capital).join(" ");
      const by = name === "unnamed" ? ", compiler not named" : ` by ${words}`;
      return `${what}${by}${again ? ", revised" : ""}`;
    }
    const draft = /^draft_(\d{4})$/.exec(code);
    return draft ? `draft budget made in ${draft[1]}` : SERIES[code] || dom.words(code);
  }

  function rows(chosen) {
    const from = spending();
    const get = (name) => (row) => from.get(row, name);
    return {
      rows: chosen,
      order: [[1, "desc"]],
      columns: [
        {
          title: "whose",
          lead: true,
          value: get("organization_id"),
          text: (row) =>
            `${data.label("organizations", from.get(row, "organization_id"))} ${from.get(row, "organization_id")}`,
          node: (_, id) => dom.rowLink("organizations", id, data.label("organizations", id)),
          to: "organizations",
        },
        {
          title: "period",
          short: true,
          value: get("period"),
          sort: (row) => from.get(row, "period_latest") || from.get(row, "period_earliest"),
        },
        { title: "subject", value: get("subject") },
        {
          title: "series",
          value: get("series"),
          text: (row) => series(from.get(row, "series")),
          node: (_, text) => dom.value(series(text)),
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
        {
          title: "prices",
          value: get("price_basis"),
          node: (_, text) => dom.value(dom.words(text)),
        },
        { title: "basis", value: get("basis") },
        {
          title: "source",
          wide: true,
          value: get("source_id"),
          text: (row) => data.label("sources", from.get(row, "source_id")),
          node: (_, id) => dom.rowLink("sources", id, data.label("sources", id)),
          to: "sources",
        },
        { title: "spending_id", value: from.keyOf.bind(from), only: "file" },
      ],
    };
  }

  return { rows, series };
})();

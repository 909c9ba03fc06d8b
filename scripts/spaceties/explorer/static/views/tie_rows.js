// Ties as rows: what they count as, how wide an agreement is, and the table that lists them.
const tieRows = (() => {
  // Kinds without a direction.
  const MUTUAL = new Set(["ownership", "agreement"]);
  const FEW = 10;
  const SCOPES = [
    ["two", "two states"],
    ["few", `up to ${FEW} parties`],
    ["all", "any number, conventions too"],
  ];

  // Which scope an agreement needs: wide is one of many parties or of nobody knows how many.
  function reach(row) {
    const ties = data.table("ties");
    if (ties.get(row, "kind") !== "agreement") return null;
    if (ties.get(row, "bilateral")) return "two";
    const whole = ties.get(row, "party_list") === "complete";
    return whole && ties.get(row, "parties") <= FEW ? "few" : "wide";
  }

  function within(row, scope) {
    const wide = reach(row);
    return (
      wide === null || scope === "all" || wide === "two" || (scope === "few" && wide === "few")
    );
  }

  // What an agreement is, for the eye; "" for others.
  function parties(row) {
    const ties = data.table("ties");
    if (reach(row) === null) return "";
    const count = ties.get(row, "parties");
    if (ties.get(row, "bilateral")) return "two states";
    const whole = ties.get(row, "party_list") === "complete";
    return `${count} parties${whole ? "" : " listed, not all"}${count > FEW ? ", convention" : ""}`;
  }

  // Satellites, payloads and agreements behind ties, each once: one satellite can be both launched
  // and built by a state, which is two ties.
  function things(rows) {
    const ties = data.table("ties");
    const found = { satellites: new Set(), payloads: new Set(), agreements: new Set() };
    for (const row of rows) found[ties.get(row, "table")].add(ties.get(row, "row_id"));
    return found;
  }

  const count = (rows) => Object.values(things(rows)).reduce((sum, ids) => sum + ids.size, 0);

  const words = (rows) =>
    Object.entries(things(rows))
      .filter(([, ids]) => ids.size)
      .map(([name, ids]) => dom.plural(ids.size, name.slice(0, -1)))
      .join(", ");

  // What stands between and after the names of a pair: a direction, none, or both.
  function between(rows) {
    const ties = data.table("ties");
    const mutual = rows.filter((row) => MUTUAL.has(ties.get(row, "kind"))).length;
    if (!mutual) return [" to ", ""];
    return mutual === rows.length ? [" and ", ""] : [" to ", ", and together"];
  }

  // Of how many satellites or agreements each kind can tell.
  function coverage() {
    const part = data.table("satellite_participants");
    const of = (name) => data.table(name).length.toLocaleString("en");
    const states = data.table("organizations");
    const whose = (role) =>
      new Set(
        (part.index("role").get(role) || [])
          .filter((row) => {
            const at = states.find(part.get(row, "organization_id"));
            return at >= 0 && states.get(at, "country_id") !== null;
          })
          .map((row) => part.get(row, "satellite_id")),
      ).size;
    const launches = data.table("launches");
    const satellites = data.table("satellites");
    const launched = satellites.rows().filter((row) => {
      const at = launches.find(satellites.get(row, "launch_id"));
      return at >= 0 && launches.get(at, "country_id") !== null;
    }).length;
    const lists = data.table("agreements").index("party_list").get("complete") || [];
    const known = (name, n) => `${name} known for ${n.toLocaleString("en")} of ${of("satellites")}`;
    return {
      launch: known("launching state", launched),
      manufacture: known("maker's state", whose("manufacturer")),
      ownership: known("owner's state", whose("owner")),
      payload: known("guest", data.table("payloads").index("satellite_id").size),
      agreement: `all parties known for ${lists.length.toLocaleString("en")} of ${of("agreements")}`,
    };
  }

  // The rows of `ties` as a table, the newest first.
  function table(rows) {
    const ties = data.table("ties");
    const get = (name) => (row) => ties.get(row, name);
    const country = (name) => ({
      title: name === "from_country_id" ? "from" : "to",
      value: get(name),
      text: (row) => `${data.label("countries", ties.get(row, name))} ${ties.get(row, name)}`,
      node: (row, id) => dom.rowLink("countries", id, data.label("countries", id)),
      to: "countries",
    });
    const source = (row) => {
      const from = data.table(ties.get(row, "table"));
      return from.get(from.find(ties.get(row, "row_id")), "source_id");
    };
    return {
      rows,
      order: [[0, "desc"]],
      page: 10,
      columns: [
        {
          title: "date",
          short: true,
          value: get("date"),
          sort: (row) => ties.get(row, "date_latest") || ties.get(row, "date_earliest"),
        },
        { title: "kind", value: get("kind") },
        country("from_country_id"),
        country("to_country_id"),
        {
          title: "row",
          wide: true,
          lead: true,
          value: get("row_id"),
          text: (row) =>
            `${data.label(ties.get(row, "table"), ties.get(row, "row_id"))} ${ties.get(row, "row_id")}`,
          node: (row, id) =>
            dom.rowLink(ties.get(row, "table"), id, data.label(ties.get(row, "table"), id)),
          to: (row) => ties.get(row, "table"),
        },
        { title: "agreement of", value: parties },
        { title: "acting", value: get("level") },
        { title: "table", value: get("table"), only: "file" },
        { title: "source", value: source, to: "sources", only: "file" },
      ],
    };
  }

  return { MUTUAL, SCOPES, reach, within, things, count, words, between, coverage, table };
})();

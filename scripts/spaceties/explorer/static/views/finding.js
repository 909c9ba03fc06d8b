// What the first screen tells: which pairs of states had most in common in the last five years.
const finding = (() => {
  const YEARS = 5;
  const MOST = 10;
  const SEVERAL = "several";
  // How a pair has a thing in common, by the kind of the tie, in the order of the bars.
  const KINDS = [
    ["launch", "launched for the other"],
    ["manufacture", "built for the other"],
    ["ownership", "owned together"],
    [SEVERAL, "several of these"],
    ["payload", "hosted payloads"],
    ["agreement", "agreements"],
  ];
  const state = (id) => data.label("countries", id);
  const { inText, first } = portraits;
  const both = ({ pair }, say = state) => pair.map(say).join(" and ");

  // The first day of the years that end with the tables.
  function since() {
    const { created } = data.about;
    return `${Number(created.slice(0, 4)) - YEARS}${created.slice(4)}`;
  }

  // The ties that count: dated in these years, without conventions and big constellations.
  function recent() {
    const ties = data.table("ties");
    const from = since();
    const ofFleet = (row) =>
      ties.get(row, "table") === "satellites" &&
      launched.ofFleet(data.label("satellites", ties.get(row, "row_id")));
    return ties
      .rows()
      .filter((row) => (ties.get(row, "date_earliest") || "") >= from)
      .filter((row) => tieRows.within(row, "few") && !ofFleet(row));
  }

  // Pairs with what they have in common by these ties, those with most first. Each thing once, under
  // its kind: a satellite can be launched and built by one state.
  function pairs(rows) {
    const ties = data.table("ties");
    const found = new Map();
    for (const row of rows) {
      const [kind, id] = [ties.get(row, "kind"), ties.get(row, "row_id")];
      const pair = [ties.get(row, "from_country_id"), ties.get(row, "to_country_id")].sort();
      const key = pair.join("-");
      if (!found.has(key)) found.set(key, { key, pair, rows: [], things: new Map() });
      const { rows: own, things } = found.get(key);
      own.push(row);
      things.set(id, things.has(id) && things.get(id) !== kind ? SEVERAL : kind);
    }
    return [...found.values()].sort(
      (a, b) => b.things.size - a.things.size || (a.key < b.key ? -1 : 1),
    );
  }

  // Who launched most of the satellites of a pair: "the United States launched all of them for Italy".
  function launcher({ pair, rows }) {
    const ties = data.table("ties");
    const satellites = tieRows.things(rows).satellites.size;
    const by = (giver) =>
      rows.filter(
        (row) => ties.get(row, "kind") === "launch" && ties.get(row, "from_country_id") === giver,
      );
    const [most, other] = [...pair].sort((a, b) => by(b).length - by(a).length);
    const count = tieRows.count(by(most));
    if (count * 2 <= satellites) return "";
    const part = count === satellites ? "all" : count.toLocaleString("en");
    return `; ${inText(most)} launched ${part} of the satellites for ${inText(other)}`;
  }

  const address = ({ key, pair }) =>
    pages.get("pair")
      ? route.toRow("pair", key)
      : route.toView("ties", { kinds: charts.KINDS.join(","), cell: pair.join(" ") });

  function told([best], [aside]) {
    const others = aside
      ? ` Launches aside, ${both(aside, inText)} come first, with ${aside.things.size.toLocaleString("en")}.`
      : "";
    return `They share ${tieRows.words(best.rows).replace(/, (?=[^,]*$)/, " and ")}, each counted once${launcher(best)}.${others}`;
  }

  function limits() {
    const { launch, manufacture } = tieRows.coverage();
    return [
      `Counted: what is dated from ${dates.words(since())} on; agreements of two states, or of up to ten parties that are all known.`,
      `Left out: big constellations (${launched.FLEETS_SAID}).`,
      `Known in part: ${launch}, ${manufacture}; after 2024 only launches between states that the sources list.`,
    ].join(" ");
  }

  function bars(found) {
    return found.slice(0, MOST).flatMap((one) =>
      KINDS.flatMap(([kind, words], place) => {
        const count = [...one.things.values()].filter((each) => each === kind).length;
        const said = `${both(one)}: ${count} of ${one.things.size}, ${words}`;
        return count ? [{ key: one.key, name: both(one), kind: words, place, count, said }] : [];
      }),
    );
  }

  function spec(values) {
    const shown = KINDS.filter(([, words]) => values.some((one) => one.kind === words));
    const order = [...new Set(values.map((one) => one.name))];
    return () => ({
      width: charts.room() - 44,
      height: 26 * order.length,
      autosize: { type: "fit-x", contains: "padding" },
      data: { values },
      mark: { type: "bar", height: { band: 0.7 }, cursor: "pointer" },
      encoding: {
        y: {
          field: "name",
          type: "nominal",
          sort: order,
          axis: {
            title: null,
            domain: false,
            ticks: false,
            labelPadding: 8,
            labelLimit: charts.narrow() ? 150 : 260,
          },
        },
        x: {
          field: "count",
          type: "quantitative",
          axis: { title: null, tickCount: 5, tickMinStep: 1, format: "d", domain: false },
        },
        color: {
          field: "kind",
          scale: {
            domain: shown.map(([, words]) => words),
            range: shown.map(([kind]) =>
              charts.colour(kind === SEVERAL ? "hue-none" : `kind-${kind}`),
            ),
          },
          legend: {
            title: null,
            orient: "top",
            symbolType: "square",
            columns: charts.room() < 760 ? 2 : 6,
          },
        },
        order: { field: "place" },
        tooltip: { field: "said" },
        description: { field: "said" },
      },
    });
  }

  function figure(all, aside, launches) {
    const found = launches ? all : aside;
    const values = bars(found);
    const by = new Map(found.map((one) => [one.key, one]));
    return charts.figure({
      name: "finding",
      level: "h3",
      title: `The pairs of states with most in common${launches ? "" : ", launches aside"}, ${dates.words(since())} to ${dates.words(data.about.created)}`,
      caption: limits(),
      hint: "Choose a bar for the two states.",
      said: `Bars: satellites, payloads and agreements that two states have in common, for the ${MOST} pairs with most.`,
      click: ({ key }) => by.has(key) && location.assign(address(by.get(key))),
      spec: spec(values),
      behind: () => ({
        rows: found,
        order: [[1, "desc"]],
        columns: [
          {
            title: "pair",
            value: (one) => both(one),
            node: (one, name) => dom.el("a", { href: address(one) }, dom.value(name)),
          },
          { title: "together", numeric: true, value: (one) => one.things.size },
          { title: "of which", value: (one) => tieRows.words(one.rows) },
        ],
      }),
    });
  }

  // The sentence and its picture; "" if no pair has anything in common.
  function section(given) {
    const rows = recent();
    const ties = data.table("ties");
    const all = pairs(rows);
    const aside = pairs(rows.filter((row) => ties.get(row, "kind") !== "launch"));
    if (!all.length) return "";
    const place = dom.el("div");
    const draw = (launches) => {
      route.keep({ launches: launches ? null : "no" });
      place.replaceChildren(figure(all, aside, launches));
    };
    const node = dom.el(
      "section.finding",
      {},
      dom.el(
        "h2",
        {},
        dom.el("a", { href: address(all[0]) }, first(both(all[0], inText))),
        ` had most in common in the five years to ${dates.words(data.about.created)}`,
      ),
      dom.el("p", {}, told(all, aside)),
      dom.el(
        "div.controls",
        {},
        dom.tick("with launches", given.launches !== "no" || !aside.length, draw),
      ),
      place,
    );
    draw(given.launches !== "no" || !aside.length);
    return node;
  }

  return { section };
})();

// Who works across the blocs: the members of one on the left, those of the other on the right, and
// a line for each pair with ties.
const across = (() => {
  const STEP = 19; // pixels of a line of names

  // Pairs of a member of the first bloc alone and one of the second alone, those with most in
  // common first.
  function pairs() {
    const ties = data.table("ties");
    const both = new Set(members.both());
    const sides = data.blocs.map(
      (bloc) => new Set(bloc.members.map((one) => one.country_id).filter((id) => !both.has(id))),
    );
    const found = new Map();
    for (const row of ties.rows()) {
      if (!tieRows.within(row, "few")) continue;
      const ends = [ties.get(row, "from_country_id"), ties.get(row, "to_country_id")];
      const [left, right] = sides[0].has(ends[0]) ? ends : ends.toReversed();
      if (!sides[0].has(left) || !sides[1].has(right)) continue;
      const key = `${left} ${right}`;
      if (found.has(key)) found.get(key).rows.push(row);
      else found.set(key, { left, right, rows: [row] });
    }
    const made = [...found.values()].map(({ left, right, rows }) => {
      const [one, other] = [left, right].map((id) => data.label("countries", id));
      return {
        left,
        right,
        one,
        other,
        count: tieRows.count(rows),
        said: `${one} and ${other}: ${tieRows.words(rows)}`,
      };
    });
    made.sort((a, b) => b.count - a.count || (a.said < b.said ? -1 : 1));
    return { made, possible: sides[0].size * sides[1].size, both };
  }

  // The names of a side, those with most in common with the other side first.
  function column(made, side) {
    const sum = new Map();
    for (const one of made) sum.set(one[side], (sum.get(one[side]) || 0) + one.count);
    return [...sum.keys()].sort((a, b) => sum.get(b) - sum.get(a) || (a < b ? -1 : 1));
  }

  function spec(made) {
    const [lefts, rights] = [column(made, "one"), column(made, "other")];
    const most = Math.max(lefts.length, rights.length);
    // The shorter side is spread over the height of the longer one.
    const place = (names) => (name) => ((names.indexOf(name) + 0.5) * most) / names.length;
    const [leftAt, rightAt] = [place(lefts), place(rights)];
    const names = charts.narrow() ? 100 : 150;
    const y = { type: "quantitative", axis: null, scale: { domain: [0, most], reverse: true } };
    const x = { type: "quantitative", axis: null, scale: { domain: [0, 1] } };
    const sideOf = (all, at, side, bloc) => ({
      data: { values: all.map((name) => ({ name, y: at(name), x: side })) },
      mark: {
        type: "text",
        align: side ? "left" : "right",
        dx: side ? 8 : -8,
        baseline: "middle",
        fontSize: charts.narrow() ? 11 : 12,
        limit: names - 12,
        color: charts.colour(`bloc-${bloc}`),
        aria: false,
      },
      encoding: {
        x: { ...x, field: "x" },
        y: { ...y, field: "y" },
        text: { field: "name" },
      },
    });
    return {
      width: charts.room() - 44 - 2 * names,
      height: most * STEP,
      padding: { left: names, right: names, top: 5, bottom: 5 },
      autosize: "none",
      layer: [
        {
          data: {
            values: made.map((one) => ({ ...one, y: leftAt(one.one), y2: rightAt(one.other) })),
          },
          transform: [
            { calculate: "0", as: "x" },
            { calculate: "1", as: "x2" },
          ],
          mark: { type: "rule", opacity: 0.55, cursor: "pointer", strokeCap: "round" },
          encoding: {
            x: { ...x, field: "x" },
            x2: { field: "x2" },
            y: { ...y, field: "y" },
            y2: { field: "y2" },
            strokeWidth: {
              field: "count",
              type: "quantitative",
              scale: { type: "sqrt", range: [0.6, charts.narrow() ? 5 : 9], zero: true },
              legend: null,
            },
            color: { value: charts.colour("hue-7") },
            tooltip: { field: "said" },
            description: { field: "said" },
          },
        },
        sideOf(lefts, leftAt, 0, 1),
        sideOf(rights, rightAt, 1, 2),
      ],
    };
  }

  function figure() {
    const { made, possible, both } = pairs();
    if (!made.length) return "";
    const [first, second] = data.blocs.map((bloc) => bloc.short);
    const [most] = made;
    return charts.figure({
      name: "across",
      level: "h2",
      title: `Of ${possible.toLocaleString("en")} pairs across the blocs ${made.length} have worked together, ${most.one} and ${most.other} most`,
      caption: [
        `Left: members of ${first} alone, right: of ${second} alone, each side by what it has in common with the other; who has nothing is left out. A line is as wide as the satellites, payloads and agreements of up to ten parties that tie two states, of any time, many from before the blocs.`,
        both.size ? `${dom.plural(both.size, "state")} in both: not drawn.` : "",
        "Makers are known for few satellites.",
      ]
        .filter(Boolean)
        .join(" "),
      hint: "Choose a line for the page of the pair.",
      said: `Lines between members of ${first} and of ${second} that have worked together; all pairs stand in the table below.`,
      spec: () => spec(made),
      click: ({ left, right }) => {
        if (left) location.hash = pages.to("pairs", [left, right].sort().join("-"));
      },
      behind: () => ({
        rows: made,
        order: [[2, "desc"]],
        columns: [
          { title: first, lead: true, value: (one) => one.one },
          { title: second, value: (one) => one.other },
          {
            title: "satellites, payloads and agreements",
            value: (one) => one.count,
            numeric: true,
          },
          {
            title: "pair",
            value: (one) => one.said,
            node: (one, text) => dom.rowLink("pairs", [one.left, one.right].sort().join("-"), text),
          },
        ],
      }),
    });
  }

  return { figure };
})();

// Satellites launched for other states: by whose operator, rocket or site, one satellite or one
// launch at a time, with big constellations set apart and the running year marked as such.
const launched = (() => {
  const { el } = dom;
  const BY = [
    ["operator", "the launch operator"],
    ["rocket", "the rocket"],
    ["site", "the launch site"],
  ];
  const UNITS = [
    ["satellites", "satellites"],
    ["launches", "launches"],
  ];
  // Names of the satellites of fleets that would hide everybody else.
  const FLEETS =
    /^(OneWeb|Starlink|Kuiper|Flock|Dove|SkySat|Lemur|SpaceBEE|Globalstar|Iridium|Orbcomm)\b/i;
  const FLEETS_SAID =
    "OneWeb, Starlink, Kuiper, Planet (Flock, Dove, SkySat), Lemur, SpaceBEE, Globalstar, Iridium, Orbcomm";
  const MOST = 8;

  const ofFleet = (name) => FLEETS.test(name);

  // What a country counts as on a day: its last successor, or the state it belonged to by then.
  function countsAs(id, day) {
    const countries = data.table("countries");
    const seen = new Set();
    let here = id;
    while (!seen.has(here)) {
      seen.add(here);
      const row = countries.find(here);
      if (row < 0) return here;
      const since = countries.get(row, "sovereign_since");
      const owner = since === null || since <= day ? countries.get(row, "sovereign_id") : null;
      here = countries.get(row, "successor_id") || owner || here;
    }
    return here;
  }

  // The states of the owners of a satellite.
  function owners(satellite) {
    const part = data.table("satellite_participants");
    const bodies = data.table("organizations");
    return new Set(
      (part.index("satellite_id").get(satellite) || [])
        .filter((row) => part.get(row, "role") === "owner")
        .map((row) => bodies.get(bodies.find(part.get(row, "organization_id")), "country_id"))
        .filter(Boolean),
    );
  }

  // The state of a launch, as asked; null if it is not known.
  function stateOf(launch, by) {
    const launches = data.table("launches");
    if (by === "operator") return launches.get(launch, "country_id");
    const [name, key] =
      by === "rocket" ? ["launch_vehicles", "vehicle_id"] : ["launch_sites", "site_id"];
    const at = data.table(name).find(launches.get(launch, key));
    return at < 0 ? null : data.table(name).get(at, "country_id");
  }

  // Satellites (row numbers) that the launch brought up for another state.
  function foreign(by) {
    const satellites = data.table("satellites");
    const launches = data.table("launches");
    return satellites.rows().flatMap((row) => {
      const launch = launches.find(satellites.get(row, "launch_id"));
      const state = launch < 0 ? null : stateOf(launch, by);
      if (!state) return [];
      const day = launches.get(launch, "launched_on");
      const own = countsAs(state, day);
      const others = [...owners(satellites.get(row, "satellite_id"))];
      if (!others.some((one) => countsAs(one, day) !== own)) return [];
      const fleet = ofFleet(satellites.get(row, "name"));
      return [{ row, launch, state, year: Number(day.slice(0, 4)), fleet }];
    });
  }

  function bars(by, unit, fleets) {
    const found = foreign(by).filter((one) => fleets || !one.fleet);
    const volume = new Map();
    for (const one of found) volume.set(one.state, (volume.get(one.state) || 0) + 1);
    const most = [...volume.keys()]
      .sort((a, b) => volume.get(b) - volume.get(a) || (a < b ? -1 : 1))
      .slice(0, MOST);
    const made = new Map();
    for (const one of found) {
      const state = most.includes(one.state) ? data.label("countries", one.state) : "Other states";
      const key = [state, one.year, one.fleet].join("|");
      if (!made.has(key))
        made.set(key, { state, year: one.year, fleet: one.fleet, rows: [], launches: new Set() });
      made.get(key).rows.push(one.row);
      made.get(key).launches.add(one.launch);
    }
    const values = [...made.values()].map(({ launches, ...one }) => ({
      ...one,
      count: unit === "launches" ? launches.size : one.rows.length,
    }));
    return { values, order: [...most.map((id) => data.label("countries", id)), "Other states"] };
  }

  // Satellites as a table, the newest first.
  function table(rows) {
    const satellites = data.table("satellites");
    const launches = data.table("launches");
    const launch = (row, name) =>
      launches.get(launches.find(satellites.get(row, "launch_id")), name);
    const states = (row) =>
      [...owners(satellites.get(row, "satellite_id"))]
        .map((id) => data.label("countries", id))
        .join(", ");
    const links = (row) =>
      [...owners(satellites.get(row, "satellite_id"))].flatMap((id, place) => [
        place ? ", " : "",
        dom.rowLink("countries", id, data.label("countries", id)),
      ]);
    const linked = (to, name) => ({
      value: (row) => launch(row, name),
      text: (row) => data.label(to, launch(row, name)),
      node: (_, id) => dom.rowLink(to, id, data.label(to, id)),
      to,
    });
    return {
      rows,
      order: [[0, "desc"]],
      page: 10,
      columns: [
        { title: "launched on", short: true, value: (row) => launch(row, "launched_on") },
        {
          title: "satellite",
          lead: true,
          value: (row) => satellites.get(row, "name"),
          node: (row, name) => dom.rowLink("satellites", satellites.keyOf(row), name),
        },
        { title: "owners' states", value: states, node: (row) => el("span", {}, links(row)) },
        { title: "rocket", ...linked("launch_vehicles", "vehicle_id") },
        { title: "site", ...linked("launch_sites", "site_id") },
        { title: "satellite_id", value: satellites.keyOf.bind(satellites), only: "file" },
        {
          title: "source",
          value: (row) => satellites.get(row, "source_id"),
          to: "sources",
          only: "file",
        },
      ],
    };
  }

  // Every year from the first to the last, those without a launch too.
  function span(values) {
    const years = values.map((one) => one.year);
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }

  function chart(level, by, unit, fleets) {
    const { values, order } = bars(by, unit, fleets);
    if (!values.length) return el("p.empty", {}, "No launches for other states.");
    const running = Number(data.about.created.slice(0, 4));
    const apart = () => (charts.narrow() ? 40 : 10); // years between labels
    const all = data.table("launches");
    const known = all.rows().filter((row) => stateOf(row, by)).length;
    const whose = BY.find(([name]) => name === by)[1];
    const said = ({ state, year, count, fleet }) =>
      `${state}, ${year}${year === running ? " so far" : ""}: ${dom.plural(count, unit === "launches" ? "launch" : "satellite", unit)}${fleet ? " of big constellations" : ""}`;
    return charts.figure({
      name: "launched",
      level,
      title: `${unit === "launches" ? "Launches" : "Satellites launched"} for other states, by the state of ${whose}`,
      caption: [
        unit === "launches"
          ? "Each launch with a satellite of another state once; where it carried big constellations and others, once for each."
          : "Each satellite once.",
        by === "site"
          ? "A site's state is the one that runs it (Baikonur: Soviet Union, then Russia); French Guiana stands for itself."
          : "",
        `The state is known for ${known.toLocaleString("en")} of ${all.length.toLocaleString("en")} launches.`,
        "Up to December 2024 all launches count, after that those between states that the sources list.",
        fleets ? `Paler: big constellations (${FLEETS_SAID}).` : "",
        values.some((one) => one.year === running)
          ? `${running}, in dashed outline, is not over: the tables are of ${dates.words(data.about.created)}.`
          : "",
      ]
        .filter(Boolean)
        .join(" "),
      hint: "Choose a bar for its satellites.",
      said: `Stacked bars: ${unit} for other states in each year, by the state of ${whose}.`,
      opens: (datum) => datum.rows && { heading: datum.said, table: table([...datum.rows]) },
      spec: () => ({
        width: charts.room() - 44,
        height: charts.narrow() ? 240 : 300,
        autosize: { type: "fit-x", contains: "padding" },
        data: {
          values: values.map((one) => ({
            ...one,
            said: said(one),
            place: 2 * order.indexOf(one.state) + one.fleet,
          })),
        },
        mark: { type: "bar", width: { band: 0.86 }, cursor: "pointer" },
        encoding: {
          x: {
            field: "year",
            type: "ordinal",
            scale: { domain: span(values) },
            axis: {
              title: null,
              labelAngle: 0,
              labelExpr: `datum.value == ${running} ? '’${String(running).slice(2)}*' : datum.value % ${apart()} || ${running} - datum.value < ${apart() / 4} ? '' : datum.value`,
              labelOverlap: false,
              ticks: false,
              domain: true,
              labelPadding: 6,
            },
          },
          y: {
            field: "count",
            type: "quantitative",
            axis: { title: unit, tickCount: 5, domain: false, ticks: false },
          },
          color: {
            field: "state",
            scale: {
              domain: order,
              range: [...charts.palette().slice(0, order.length - 1), charts.colour("hue-none")],
            },
            legend: {
              title: null,
              orient: "top",
              columns: charts.narrow() ? 2 : charts.room() < 900 ? 5 : 9,
              symbolType: "square",
            },
          },
          fillOpacity: { condition: { test: "datum.fleet", value: 0.4 }, value: 1 },
          stroke: {
            condition: { test: `datum.year == ${running}`, value: charts.colour("text") },
            value: null,
          },
          strokeDash: { value: [3, 2] },
          order: { field: "place" },
          tooltip: { field: "said" },
          description: { field: "said" },
        },
      }),
      behind: () => ({
        rows: values,
        order: [[0, "desc"]],
        columns: [
          {
            title: "year",
            value: (one) => one.year,
            node: (one) => dom.value(one.year + (one.year === running ? " so far" : "")),
            numeric: true,
          },
          { title: "state", value: (one) => one.state },
          { title: "big constellations", value: (one) => (one.fleet ? "yes" : "no") },
          { title: unit, value: (one) => one.count, numeric: true },
        ],
      }),
    });
  }

  // The chart with its choices; `now` holds them as by, unit and big, `keep` puts them in the address.
  function section(level, now = {}, keep = () => {}) {
    const place = el("div");
    const one = (all, asked) => (all.some(([name]) => name === asked) ? asked : all[0][0]);
    const draw = (changed = {}) => {
      Object.assign(now, changed);
      keep();
      place.replaceChildren(chart(level, one(BY, now.by), one(UNITS, now.unit), now.big !== "no"));
    };
    const choose = (title, all, name) =>
      dom.choose(title, all, one(all, now[name]), (chosen) =>
        draw({ [name]: chosen === all[0][0] ? "" : chosen }),
      );
    const node = el(
      "div",
      {},
      el(
        "div.controls",
        {},
        choose("By the state of", BY, "by"),
        choose("Count", UNITS, "unit"),
        dom.tick("big constellations", now.big !== "no", (on) => draw({ big: on ? "" : "no" })),
      ),
      place,
    );
    draw();
    return node;
  }

  return { section, ofFleet, FLEETS_SAID };
})();

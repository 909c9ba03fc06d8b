// The map: with how many states each state has ties, or what others have in common with a chosen
// one, and the launch sites.
const mapView = (() => {
  const { el } = dom;
  const classes = encodings.classes([
    [1, "1", 1],
    [2, "2–4", 2],
    [5, "5–9", 3],
    [10, "10–49", 4],
    [50, "50 or more", 6],
  ]);
  const LEFT_OUT = "ATA"; // nobody's, and a quarter of the picture

  const name = (state) => data.label("countries", state);

  // The rows of ties that count here: all but those of conventions and incomplete lists.
  function counted() {
    const ties = data.table("ties");
    return ties.rows().filter((row) => tieRows.within(row, "few"));
  }

  // {state: count, said, partner} as the map shows them; `chosen` is a state or "".
  function figures(chosen) {
    const ties = data.table("ties");
    const found = new Map();
    const add = (state, row, other) => {
      if (!found.has(state)) found.set(state, { rows: [], others: new Set() });
      found.get(state).rows.push(row);
      found.get(state).others.add(other);
    };
    for (const row of counted()) {
      const [from, to] = [ties.get(row, "from_country_id"), ties.get(row, "to_country_id")];
      if (!chosen || chosen === to) add(from, row, to);
      if (!chosen || chosen === from) add(to, row, from);
    }
    return [...found]
      .map(([state, { rows, others }]) => {
        const count = chosen ? tieRows.count(rows) : others.size;
        const said = chosen
          ? `${name(state)} and ${name(chosen)}: ${tieRows.words(rows)}`
          : `${name(state)}: ties with ${dom.plural(count, "state")}`;
        return { state, count, said, bin: classes.of(count) };
      })
      .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1));
  }

  // What is said of a shape without ties.
  function nothing(state, chosen) {
    if (!state) return "Not in the tables";
    if (state === chosen) return name(state);
    return chosen ? `${name(state)} and ${name(chosen)}: no ties` : `${name(state)}: no ties`;
  }

  // The shapes with what is shown of each.
  function world(shown, chosen) {
    const { countries } = worldAtlas.objects;
    const of = new Map(shown.map((one) => [one.state, one]));
    const geometries = countries.geometries
      .map((shape) => ({ shape, state: data.numeric[shape.id] || null }))
      .filter(({ state }) => state !== LEFT_OUT)
      .map(({ shape, state }) => ({
        ...shape,
        properties: of.get(state) || { state, said: null, none: nothing(state, chosen) },
      }));
    return { ...worldAtlas, objects: { countries: { ...countries, geometries } } };
  }

  const shapes = () =>
    new Set(worldAtlas.objects.countries.geometries.map((shape) => data.numeric[shape.id]));

  // Launch sites with a place, and how many launches of the tables began there; with a chosen state
  // those alone that brought up a satellite of it.
  function sites(chosen) {
    const places = data.table("launch_sites");
    const launches = data.table("launches");
    const satellites = data.table("satellites");
    const aboard = new Set(
      satellites
        .rows()
        .filter((row) => satellites.get(row, "country_id") === chosen)
        .map((row) => satellites.get(row, "launch_id")),
    );
    const count = new Map();
    for (const row of launches.rows()) {
      if (chosen && !aboard.has(launches.keyOf(row))) continue;
      const site = launches.get(row, "site_id");
      count.set(site, (count.get(site) || 0) + 1);
    }
    return places
      .rows()
      .filter((row) => count.has(places.keyOf(row)) && places.get(row, "latitude") !== null)
      .map((row) => {
        const site = places.keyOf(row);
        const many = count.get(site);
        const what = chosen ? `with a satellite of ${name(chosen)}` : "in the tables";
        return {
          site,
          launches: many,
          latitude: places.get(row, "latitude"),
          longitude: places.get(row, "longitude"),
          said: `${places.get(row, "name")}: ${dom.plural(many, "launch", "launches")} ${what}`,
        };
      });
  }

  function spec(shown, marks, chosen) {
    const width = charts.room() - 44;
    const line = { stroke: charts.colour("paper"), strokeWidth: 0.6 };
    const what = chosen
      ? `satellites, payloads and agreements with ${name(chosen)}`
      : "states with ties";
    return {
      width,
      height: Math.round(width * 0.5),
      projection: { type: "equalEarth" },
      layer: [
        {
          data: {
            values: world(shown, chosen),
            format: { type: "topojson", feature: "countries" },
          },
          transform: [
            { calculate: "datum.properties.said", as: "said" },
            { calculate: "datum.properties.said || datum.properties.none", as: "told" },
            { calculate: "datum.properties.state", as: "state" },
            { calculate: "datum.properties.bin", as: "bin" },
          ],
          mark: { type: "geoshape", ...line, cursor: "pointer" },
          encoding: {
            color: {
              condition: {
                test: "isValid(datum.bin)",
                ...classes.colours(what, charts.narrow() ? 3 : 5),
              },
              value: charts.colour("cell"),
            },
            tooltip: { field: "told" },
            description: { field: "told" },
          },
        },
        {
          data: { values: marks },
          mark: { ...encodings.circles(), color: charts.colour("hue-2") },
          encoding: {
            latitude: { field: "latitude", type: "quantitative" },
            longitude: { field: "longitude", type: "quantitative" },
            size: {
              field: "launches",
              type: "quantitative",
              scale: { range: [16, charts.narrow() ? 160 : 420], zero: true },
              legend: {
                title: "launches from a site",
                orient: "bottom",
                direction: "horizontal",
                tickCount: 3,
                symbolFillColor: charts.colour("hue-2"),
                symbolStrokeWidth: 0,
              },
            },
            tooltip: { field: "said" },
            description: { field: "said" },
          },
        },
      ],
    };
  }

  // The page of a state or pair, or of a site.
  function address({ state, site }, chosen) {
    if (site) return pages.to("launch_sites", site);
    if (!state || state === chosen) return null;
    return chosen
      ? pages.to("pairs", [state, chosen].sort().join("-"))
      : pages.to("countries", state);
  }

  function figure(chosen) {
    const shown = figures(chosen);
    const drawn = shapes();
    const absent = shown.filter((one) => !drawn.has(one.state));
    const marks = sites(chosen);
    const go = (datum) => {
      const to = address(datum, chosen);
      if (to) location.hash = to;
    };
    const told = chosen
      ? `${dom.plural(shown.length, "state")} with something in common with ${name(chosen)}`
      : `${dom.plural(shown.length, "state")} with ties to others`;
    return charts.figure({
      title: chosen ? `Who works with ${name(chosen)}` : "With how many states each one works",
      level: "h2",
      caption: [
        "Counted are satellites launched, built or owned for or with another state, payloads hosted, and agreements of two states or of up to ten parties all of whom are known; conventions and incomplete lists are left out.",
        "Makers are known for few satellites.",
        "Former states and territories have no shape of their own here; borders are those of Natural Earth and no opinion.",
        absent.length
          ? `Too small for this scale or former, and in the list alone: ${absent
              .slice(0, 12)
              .map((one) => `${name(one.state)} (${one.count})`)
              .join(", ")}${absent.length > 12 ? ` and ${absent.length - 12} more` : ""}.`
          : "",
        `Circles: launch sites by launches${chosen ? ` with a satellite whose state is ${name(chosen)}` : " in the tables"}.`,
      ]
        .filter(Boolean)
        .join(" "),
      hint: "Choose a state or site for its page.",
      said: `World map: ${told}; all figures stand in the table below.`,
      spec: () => spec(shown, marks, chosen),
      click: go,
      name: "map",
      behind: () => ({
        rows: shown,
        order: [[1, "desc"]],
        columns: [
          {
            title: "state",
            lead: true,
            value: (one) => name(one.state),
            node: (one, text) => el("a", { href: address(one, chosen) }, dom.value(text)),
          },
          {
            title: chosen ? "satellites, payloads and agreements" : "states with ties",
            value: (one) => one.count,
            numeric: true,
          },
          { title: "in words", value: (one) => one.said },
        ],
      }),
    });
  }

  function render(main, settings) {
    const countries = data.table("countries");
    const chosen = countries.find(settings.state || "") >= 0 ? settings.state : "";
    const states = figures("")
      .map((one) => [one.state, name(one.state)])
      .sort((a, b) => a[1].localeCompare(b[1], "en"));
    const change = (state) => {
      location.hash = route.toView("map", { state: state || null });
    };
    main.append(
      el("h1", {}, "Map of ties"),
      el(
        "div.controls",
        {},
        dom.choose("Ties of", [["", "all states"], ...states], chosen, change),
      ),
      figure(chosen),
    );
  }

  return { title: "Map", render, figures, sites };
})();

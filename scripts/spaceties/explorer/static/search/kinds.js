// What can be searched: the kinds of things, by what names each is known, and what is said of it.
const kinds = (() => {
  const parts = (text) => (text === null ? [] : text.split(";"));
  const said = (...all) => [...new Set(all.filter(Boolean))].join(", ");
  const day = (text) => text && dates.words(text);
  const country = (id) => id && data.label("countries", id);

  const RUNS =
    /\p{Lu}[\p{L}\p{M}'’-]*(?:\s+(?:(?:of|the|and|for|on|in)\s+)*\p{Lu}[\p{L}\p{M}'’-]*)+/gu;

  // Initials of names within a title: ILRS for International Lunar Research Station.
  function initials(title) {
    return [...title.matchAll(RUNS)]
      .map(([run]) => run.replace(/[^\p{Lu}\s]|(?<=\S)\p{Lu}/gu, "").replace(/\s/g, ""))
      .filter((letters) => letters.length > 2);
  }

  function organization(get) {
    return [
      get("name"),
      get("short_name"),
      get("native_name"),
      ...parts(get("other_names")),
      get("organization_id"),
      get("gcat_code"),
    ];
  }

  const cell = (table) => (row) => (name) => table.get(row, name);

  // In the order in which kinds are shown: `names` by which a row is found (of which the first says
  // what it is called, and ids come last), `foreign` ones, folded, and what tells it from others.
  const ALL = [
    {
      table: "countries",
      title: "States",
      names(get) {
        const bodies = data.table("organizations");
        const same = bodies.find(get("country_id"));
        return [
          ...(same < 0 ? [] : organization(cell(bodies)(same))),
          get("name"),
          get("country_id"),
          get("iso_alpha2"),
        ];
      },
      foreign: (get) => data.search.states[get("country_id")] || "",
      says: (get) => said(get("region"), get("ended_on") && `until ${day(get("ended_on"))}`),
    },
    {
      table: "organizations",
      title: "Organizations",
      // A state stands among the states.
      has: (get) => data.table("countries").find(get("organization_id")) < 0,
      names: organization,
      says: (get) => said(dom.words(get("kind") || ""), country(get("country_id"))),
    },
    {
      table: "satellites",
      title: "Satellites",
      names: (get) => [
        get("name"),
        ...parts(get("other_names")),
        get("cospar_id"),
        get("norad_id"),
        get("satellite_id"),
      ],
      says: (get) => said(country(get("country_id")), launchDay(get("launch_id"))),
    },
    {
      table: "agreements",
      title: "Agreements",
      newest: "signed_on_latest",
      names: (get) => [get("title"), ...initials(get("title")), get("agreement_id")],
      says: (get) => said(dom.words(get("kind") || ""), day(get("signed_on"))),
    },
    {
      table: "payloads",
      title: "Hosted payloads",
      names: (get) => [get("name"), get("payload_id")],
      says: (get) => {
        const on = get("satellite_id") && data.label("satellites", get("satellite_id"));
        return on && `on ${on}`;
      },
    },
    {
      table: "launches",
      title: "Launches",
      newest: "launched_on",
      label: (get) => {
        const rocket = get("vehicle_id") && data.label("launch_vehicles", get("vehicle_id"));
        return rocket ? `${get("launch_id")}, ${rocket}` : get("launch_id");
      },
      names: (get) => [get("launch_id"), get("flight")],
      says: (get) => said(day(get("launched_on")), country(get("country_id"))),
    },
    {
      table: "launch_vehicles",
      title: "Launch vehicles",
      names: (get) => [get("name"), get("family"), get("vehicle_id")],
      says: (get) => country(get("country_id")),
    },
    {
      table: "launch_sites",
      title: "Launch sites",
      names: (get) => [get("name"), get("site_id")],
      says: (get) => country(get("country_id")),
    },
    {
      table: "sources",
      title: "Sources",
      newest: "published_on_latest",
      names: (get) => [get("title"), get("publisher"), ...parts(get("authors")), get("source_id")],
      says: (get) => said(get("publisher"), day(get("published_on"))),
    },
  ];

  function launchDay(id) {
    const launches = data.table("launches");
    const at = launches.find(id);
    return at < 0 ? null : day(launches.get(at, "launched_on"));
  }

  // What is shown of a row: label, the other name by which a text finds it, what tells it apart, and
  // its address.
  function shown(kind, row, text) {
    const table = data.table(kind.table);
    const get = cell(table)(row);
    const key = table.keyOf(row);
    const label = kind.label ? kind.label(get) : kind.names(get).find(Boolean) || key;
    const other = finder.name([label, ...kind.names(get)], text);
    const also = other === null || other === label ? "" : `${other}`.trim();
    return { label, says: said(also, kind.says(get)), href: pages.to(kind.table, key) };
  }

  return { ALL, cell, shown };
})();

// What this is, how much of it there is, and where to go on.
const overview = (() => {
  const { el } = dom;

  function figures() {
    const ties = data.table("ties");
    const states = new Set([
      ...ties.index("from_country_id").keys(),
      ...ties.index("to_country_id").keys(),
    ]);
    return [
      [
        ties.rows().filter((row) => tieRows.within(row, "few")).length,
        "ties between states, without conventions",
        "#ties",
      ],
      [states.size, "states and territories", "#tables/countries"],
      [data.table("satellites").length, "satellites", "#tables/satellites"],
      [data.table("agreements").length, "agreements", "#tables/agreements"],
      [data.table("spending").length, "money figures", "#money"],
      [data.table("sources").length, "sources", "#tables/sources"],
    ];
  }

  const tile = ([count, name, href]) =>
    el(
      "li",
      {},
      el("a", { href }, el("strong", {}, count.toLocaleString("en")), el("span", {}, name)),
    );

  const DOORS = [
    ["#ties", "Ties", "Who launches, builds, hosts or signs for whom, and since when."],
    ["#map", "Map", "Where the ties lead, and from where everybody launches."],
    [
      "#blocs",
      "Blocs",
      "Members of the lunar station and of the Artemis Accords, and who is in both.",
    ],
    ["#money", "Money", "Budgets and markets by year; estimates told apart from reports."],
    ["#claims", "Claims", "Where sources disagree, each side with its source."],
    ["#tables", "Tables", "Everything, row by row, with what each column means."],
  ];

  const size = (bytes) =>
    bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

  function downloads() {
    const files = data.about.downloads;
    if (!files.length) return null;
    return el(
      "section",
      {},
      el("h2", {}, "Take it along"),
      el(
        "ul.files",
        {},
        files.map((file) =>
          el(
            "li",
            {},
            el("a", { href: encodeURIComponent(file.path), download: true }, file.path),
            el("span", {}, `${file.label}, ${size(file.bytes)}`),
          ),
        ),
      ),
    );
  }

  function citing() {
    const { about } = data;
    return el(
      "section",
      {},
      el("h2", {}, "Licence and citation"),
      el(
        "p",
        {},
        "The data are under ",
        about.licence_url
          ? el("a", { href: about.licence_url, rel: "noopener noreferrer" }, about.licence)
          : about.licence,
        ". Satellites, launches and most organizations come from the General Catalog of Artificial Space Objects by Jonathan C. McDowell. Cite as:",
      ),
      el("blockquote", {}, about.citation),
      taking.cite("Cite the data", null),
    );
  }

  function tables() {
    return el(
      "section",
      {},
      el("h2", {}, "Tables"),
      el(
        "dl.tables",
        {},
        data.all.map((table) =>
          el(
            "div",
            {},
            el(
              "dt",
              {},
              el("a", { href: route.toTable(table.name) }, table.title || table.name),
              el("span.count", {}, table.length.toLocaleString("en")),
            ),
            el("dd", {}, table.description),
          ),
        ),
      ),
    );
  }

  // What can be typed, for those who do not know what to ask.
  const EXAMPLES = ["Belarus", "Great Wall", "Chang'e 6", "Belarus China"];

  function ask() {
    const box = searchBox.make("Search states, organizations, satellites and all else");
    return el(
      "div.asked",
      {},
      box,
      el(
        "p.small.examples",
        {},
        "For instance ",
        EXAMPLES.map((text, place) => [
          place ? ", " : "",
          dom.button(text, () => box.ask(text), { class: "quiet" }),
        ]).flat(),
      ),
      el("p.lead", {}, data.about.description),
    );
  }

  function render(main, given) {
    main.append(
      el("section.hero", {}, el("h1", {}, "Who works with whom in space?"), ask()),
      finding.section(given),
      el(
        "ul.doors",
        {},
        DOORS.map(([href, name, text]) =>
          el("li", {}, el("a", { href }, el("strong", {}, name), el("span", {}, text))),
        ),
      ),
      el("section", {}, el("h2", {}, "How much there is"), el("ul.tiles", {}, figures().map(tile))),
      tables(),
      downloads() || "",
      citing(),
    );
    return "Who works with whom in space";
  }

  return { title: "Overview", render };
})();

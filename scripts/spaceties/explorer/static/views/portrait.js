// The pages of a state and of a pair of states.
const portraitView = (() => {
  const { el } = dom;

  function missing(main, heading, text) {
    main.append(el("h1", {}, heading), el("p.lead", {}, text));
    return heading;
  }

  const stateLink = (id) => dom.rowLink("countries", id, data.label("countries", id));

  // What leads elsewhere: to both states of a pair, and to what a state continued or became.
  function related(portrait) {
    if (portrait.kind === "pair")
      return el(
        "p.crumbs",
        {},
        stateLink(portrait.states[0]),
        " and ",
        stateLink(portrait.states[1]),
      );
    const countries = data.table("countries");
    const row = countries.find(portrait.key);
    const before = (countries.index("successor_id").get(portrait.key) || []).map((one) =>
      countries.get(one, "country_id"),
    );
    const links = [
      ["Continued by ", [countries.get(row, "successor_id")]],
      ["Belongs to ", [countries.get(row, "sovereign_id")]],
      ["Continues, with pages of their own: ", before],
    ].filter(([, ids]) => ids.some(Boolean));
    return links.map(([text, ids]) =>
      el(
        "p.crumbs",
        {},
        text,
        ids.flatMap((id, place) => [place ? ", " : "", stateLink(id)]),
      ),
    );
  }

  // The rows of the state itself, folded.
  function raw(portrait) {
    return (data.pages[portrait.kind].raw || [])
      .map((name) => ({ table: data.table(name), row: data.table(name).find(portrait.key) }))
      .filter(({ row }) => row >= 0)
      .map(({ table, row }) => rowView.raw(table, row));
  }

  function render(main, portrait) {
    const described = data.pages[portrait.kind];
    const chart = timeline.figure(portrait);
    const parts = sections.all(described.sections, { portrait });
    const heading = portraits.heading(portrait);
    const lacking = {
      title: "What is counted, and what is not known",
      id: "part-lacking",
      node: el(
        "section",
        {},
        el("h2", { id: "part-lacking", tabindex: "-1" }, "What is counted, and what is not known"),
        el("p", {}, portraits.named(portrait.lacking, portrait)),
      ),
    };
    main.append(
      ...[related(portrait)].flat(),
      el("h1", {}, dom.value(heading)),
      el("p.lead", {}, portraits.named(portrait.told, portrait)),
      sections.list([...parts, lacking]),
      chart || "",
      ...parts.map((one) => one.node),
      lacking.node,
      ...raw(portrait),
    );
    return heading;
  }

  function state(main, key) {
    const portrait = portraits.get("state", key);
    if (!portrait) return missing(main, "No such state", `The tables have no state ${key}.`);
    return render(main, portrait);
  }

  // Either order leads to the page, which stands under the alphabetical one.
  function pair(main, key) {
    const sorted = key.split("-").sort().join("-");
    if (sorted !== key) {
      return pages.lead(main, "pair", sorted);
    }
    const portrait = portraits.get("pair", key);
    if (portrait) return render(main, portrait);
    const states = key.split("-");
    const known = states.filter((id) => data.table("countries").find(id) >= 0);
    if (states.length !== 2 || known.length !== 2)
      return missing(main, "No such pair", `The tables have no two states ${key}.`);
    main.append(
      el(
        "p.crumbs",
        {},
        known.flatMap((id, place) => [place ? " and " : "", stateLink(id)]),
      ),
    );
    return missing(
      main,
      "Nothing in common",
      "The tables hold no satellite, payload, agreement or convention of both.",
    );
  }

  pages.add("state", { table: "countries", view: "ties", render: state });
  pages.add("pair", { table: "pairs", view: "ties", render: pair });
  // Old addresses of the fields of a state.
  pages.add("countries", {
    view: "ties",
    render: (main, key) => pages.lead(main, "state", key),
  });

  return { stateLink };
})();

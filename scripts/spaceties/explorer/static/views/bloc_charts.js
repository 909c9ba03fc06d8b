// Charts of the blocs: the number of members over time, and who joined when.
const blocCharts = (() => {
  const colours = () => ({
    domain: data.blocs.map((bloc) => bloc.short),
    range: [charts.colour("bloc-1"), charts.colour("bloc-2")],
  });
  const rowOf = ({ row_id: key }) => key && location.assign(route.toRow("agreements", key));
  const axis = () => ({ title: null, format: "d", tickMinStep: 1, domain: false, tickCount: 6 });

  function growth() {
    const values = members.steps();
    return charts.figure({
      name: "growth",
      level: "h2",
      title: "Number of members",
      caption:
        "Where dates are vague, the band lies between the members that had certainly joined and those that may have.",
      hint: "Choose a point to see who were members on its day.",
      said: "Two rising stepped lines: members of the ILRS and of the Artemis Accords since 2020.",
      click: ({ day }) => day && location.assign(route.toView("blocs", { day })),
      spec: () => ({
        width: charts.room() - 44,
        height: 220,
        autosize: { type: "fit-x", contains: "padding" },
        data: { values },
        transform: [
          {
            calculate:
              "datum.bloc + ', ' + datum.day + ': ' + datum.certain + (datum.possible > datum.certain ? ' to ' + datum.possible : '') + ' members'",
            as: "said",
          },
        ],
        encoding: {
          x: {
            field: "year",
            type: "quantitative",
            scale: { zero: false, nice: false, padding: 8 },
            axis: axis(),
          },
          color: {
            field: "bloc",
            scale: colours(),
            legend: {
              title: null,
              orient: "top",
              symbolOpacity: 1,
              symbolType: "circle",
              symbolSize: 110,
            },
          },
        },
        layer: [
          {
            mark: {
              type: "area",
              interpolate: "step-after",
              opacity: 0.25,
              line: false,
              aria: false,
            },
            encoding: {
              y: {
                field: "certain",
                type: "quantitative",
                title: "members",
                axis: { domain: false, ticks: false, tickCount: 5 },
              },
              y2: { field: "possible" },
            },
          },
          {
            mark: { type: "line", interpolate: "step-after", strokeWidth: 2.5 },
            encoding: { y: { field: "certain", type: "quantitative" } },
          },
          {
            mark: { type: "circle", size: 70, opacity: 0, cursor: "pointer" },
            encoding: {
              y: { field: "certain", type: "quantitative" },
              tooltip: { field: "said" },
              description: { field: "said" },
            },
          },
        ],
      }),
      behind: () => ({
        rows: values,
        order: [[1, "asc"]],
        columns: [
          { title: "bloc", value: (one) => one.bloc },
          { title: "day", value: (one) => one.day },
          { title: "members, certain", value: (one) => one.certain, numeric: true },
          { title: "members, possible", value: (one) => one.possible, numeric: true },
        ],
      }),
    });
  }

  // When each member joined: a point for a day, a bar for a vaguer date.
  function joining(bloc, place, width, start) {
    const shared = new Set(members.both());
    const until = dates.decimal(data.about.created);
    const from = (one) => dates.decimal(one.earliest || members.opened(bloc));
    const known = { announced: "apart", unconfirmed: "apart", left: "apart", signatory: "apart" };
    const values = [...bloc.members, ...bloc.apart].map((one) => ({
      row_id: one.row_id,
      name: shared.has(one.country_id) ? `${one.country} ◆` : one.country,
      from: one.standing === "party" || !one.latest ? from(one) : dates.decimal(one.latest),
      to: one.latest ? Math.max(dates.decimal(one.latest), from(one) + 0.09) : until,
      known: known[one.standing] || members.known(one),
      said: `${one.country}: ${one.standing === "party" ? "" : `${members.standing(one)}, no member; `}${members.words(one)}${shared.has(one.country_id) ? "; in both" : ""}`,
    }));
    return {
      width,
      height: { step: 15 },
      title: {
        text: `${charts.narrow() ? bloc.short : bloc.name}: ${bloc.members.length} states`,
        anchor: "start",
        color: charts.colour("text"),
        fontSize: 13,
        offset: 26,
      },
      data: { values },
      encoding: {
        x: {
          field: "from",
          type: "quantitative",
          scale: { domain: [start, until + 0.1], nice: false },
          axis: { ...axis(), orient: "top", tickCount: charts.narrow() ? 4 : 6 },
        },
        y: {
          field: "name",
          type: "nominal",
          sort: values.map((one) => one.name),
          axis: {
            title: null,
            domain: false,
            ticks: false,
            grid: true,
            labelPadding: 8,
            labelFontSize: 11.5,
            labelFontStyle: {
              condition: {
                test: `indexof(${JSON.stringify(bloc.apart.map((one) => one.country))}, datum.value) >= 0`,
                value: "italic",
              },
              value: "normal",
            },
          },
        },
        color: { value: charts.colour(`bloc-${place + 1}`) },
        tooltip: { field: "said" },
        description: { field: "said" },
      },
      // A layer without a mark would be an empty group with a role, which says nothing.
      layer: [
        [
          "vague",
          { type: "bar", height: 8, opacity: 0.5, cornerRadius: 3 },
          { x2: { field: "to" } },
        ],
        ["day", { type: "circle", size: 58, opacity: 1 }, {}],
        ["unsure", { type: "point", size: 48, strokeWidth: 1.8, filled: false, opacity: 1 }, {}],
        [
          "apart",
          { type: "point", shape: "cross", size: 70, filled: false, strokeWidth: 1.4, opacity: 1 },
          { color: { value: charts.colour("muted") } },
        ],
      ]
        .filter(([known]) => values.some((one) => one.known === known))
        .map(([known, mark, encoding]) => ({
          transform: [{ filter: `datum.known == '${known}'` }],
          mark: { ...mark, cursor: "pointer" },
          encoding,
        })),
    };
  }

  function joiningFigure() {
    const firsts = data.blocs
      .flatMap((bloc) => bloc.members.map((member) => member.earliest).filter(Boolean))
      .sort();
    const start = Math.floor(dates.decimal(firsts[0]) * 4) / 4;
    const spec = () => {
      const narrow = charts.room() < 600;
      const width = narrow ? charts.room() - 190 : Math.floor((charts.room() - 380) / 2);
      const parts = data.blocs.map((bloc, place) => joining(bloc, place, width, start));
      return narrow ? { vconcat: parts, spacing: 40 } : { hconcat: parts, spacing: 30 };
    };
    return charts.figure({
      name: "joining",
      level: "h2",
      title: "Who joined when",
      caption:
        "A dot is a known day, a ring an uncertain one; a bar spans the days that a vague date can mean, and reaches back to the first day of the bloc where only a last day is known. ◆ marks states that are in both. A grey cross, with the name in italics, is a state that only announced or applied, or left, or whose membership is not confirmed: it is no member and not counted.",
      hint: "Choose a mark for its agreement.",
      said: "Two lists of states beside each other, ILRS and Artemis Accords, in the order in which they joined, each with the date of joining.",
      spec,
      click: rowOf,
      behind: memberTable,
    });
  }

  function memberTable() {
    const rows = data.blocs.flatMap((bloc) =>
      [...bloc.members, ...bloc.apart].map((member) => ({ bloc, member })),
    );
    const shared = new Set(members.both());
    const agreements = data.table("agreements");
    const source = ({ member }) =>
      agreements.get(agreements.find(member.row_id), "source_id") ?? null;
    return {
      rows,
      order: [[2, "asc"]],
      columns: [
        { title: "bloc", value: ({ bloc }) => bloc.name },
        {
          title: "state",
          lead: true,
          value: ({ member }) => member.country,
          node: ({ member }, name) => dom.rowLink("countries", member.country_id, name),
        },
        { title: "country_id", value: ({ member }) => member.country_id, only: "file" },
        { title: "standing", value: ({ member }) => members.standing(member) },
        {
          title: "since",
          short: true,
          value: ({ member }) => member.date,
          text: ({ member }) => members.words(member),
        },
        { title: "first possible day", short: true, value: ({ member }) => member.earliest },
        { title: "last possible day", short: true, value: ({ member }) => member.latest },
        { title: "in both", value: ({ member }) => (shared.has(member.country_id) ? "yes" : "no") },
        {
          title: "by the agreement",
          value: ({ member }) => member.row_id,
          node: (one, id) => dom.rowLink("agreements", id),
          to: "agreements",
        },
        { title: "source", value: source, to: "sources", only: "file" },
      ],
    };
  }

  return { growth, joiningFigure };
})();

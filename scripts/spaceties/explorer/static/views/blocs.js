// Members of the ILRS and of the Artemis Accords over time, side by side.
const blocsView = (() => {
  const { el } = dom;

  function onDay(given) {
    const result = el("p.answer", { "aria-live": "polite" });
    const show = (day) => {
      route.keep({ day: day === data.about.created ? null : day });
      const parts = data.blocs.map((bloc) => {
        const { certain, possible } = members.counted(bloc, day);
        return el(
          "span",
          {},
          el("strong", {}, possible > certain ? `${certain}–${possible}` : String(certain)),
          ` ${bloc.name}`,
        );
      });
      result.replaceChildren(...parts);
    };
    const input = el("input", {
      type: "date",
      value: given,
      min: "2020-01-01",
      max: data.about.created,
      onchange: () => members.isDay(input.value) && show(input.value),
    });
    const box = el(
      "div.controls",
      {},
      el("label.control", {}, el("span", {}, "Members at the end of"), input),
      result,
    );
    show(given);
    return box;
  }

  function inBoth() {
    const [first, second] = data.blocs;
    const rows = members.both();
    const member = (bloc, state) => bloc.members.find((one) => one.country_id === state);
    return el(
      "section",
      {},
      el("h2", {}, "In both"),
      rows.length
        ? el(
            "ul.cards",
            {},
            rows.map((state) =>
              el(
                "li",
                {},
                el("strong", {}, dom.rowLink("countries", state, member(first, state).country)),
                [first, second].map((bloc) =>
                  el(
                    "span",
                    {},
                    `${bloc.short}: `,
                    dom.rowLink(
                      "agreements",
                      member(bloc, state).row_id,
                      members.words(member(bloc, state)),
                    ),
                  ),
                ),
              ),
            ),
          )
        : el("p", {}, "No state."),
      apart(),
    );
  }

  // Who is no member: announced, applied, left, not confirmed.
  function apart() {
    const outside = data.blocs.flatMap((bloc) => bloc.apart.map((one) => ({ bloc, one })));
    if (!outside.length) return "";
    return el(
      "p.apart",
      {},
      "No members, and counted nowhere: ",
      outside.flatMap(({ bloc, one }, place) => [
        place ? "; " : "",
        dom.rowLink("countries", one.country_id, one.country),
        ` (${bloc.short}, `,
        dom.rowLink("agreements", one.row_id, `${members.standing(one)}, ${members.words(one)}`),
        ")",
      ]),
      ".",
    );
  }

  // Of which instruments not all parties are known, so that their members are the least.
  function unlisted() {
    const agreements = data.table("agreements");
    const partial = data.blocs.filter((bloc) => {
      const row = agreements.find(bloc.framework_id);
      return row >= 0 && agreements.get(row, "party_list") === "partial";
    });
    return partial
      .map((bloc) => ` Not all parties of the ${bloc.name} are listed: there may be more.`)
      .join("");
  }

  function render(main, given) {
    main.append(
      el("h1", {}, "Two blocs on the way to the Moon"),
      el(
        "p.lead",
        {},
        "States that joined the International Lunar Research Station of China and Russia, and those that signed the Artemis Accords of the United States. Members are counted from the agreements that brought them in; universities and companies that signed for the station, and states that have only announced or applied, are not counted.",
        unlisted(),
      ),
    );
    if (!data.blocs.some((bloc) => bloc.members.length)) {
      main.append(el("p.empty", {}, "The tables hold no member of either."));
      return;
    }
    main.append(
      onDay(members.isDay(given.day || "") ? given.day : data.about.created),
      blocCharts.growth(),
      inBoth(),
      blocCharts.joiningFigure(),
      across.figure(),
    );
  }

  return { title: "Blocs", render };
})();

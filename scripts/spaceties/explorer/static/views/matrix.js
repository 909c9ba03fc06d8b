// The matrix of states: counts of ties for the chosen kinds and years, and its chart.
const matrix = (() => {
  const classes = encodings.classes([
    [1, "1", 1],
    [2, "2–4", 2],
    [5, "5–9", 3],
    [10, "10–49", 4],
    [50, "50–199", 5],
    [200, "200 or more", 6],
  ]);
  const REGIONS = ["Europe", "Asia", "Americas", "Africa", "Oceania", null];

  // The rows of `ties` that the settings let through.
  function chosen({ kinds, from, to, level, between }) {
    const ties = data.table("ties");
    const everything = from <= 1957 && to >= 2100;
    return ties.rows().filter((row) => {
      if (!kinds.includes(ties.get(row, "kind"))) return false;
      if (!tieRows.within(row, between)) return false;
      if (level !== "all" && ties.get(row, "level") !== level) return false;
      if (everything) return true;
      const [first, last] = [ties.get(row, "date_earliest"), ties.get(row, "date_latest")];
      if (!first || !last) return false;
      return Number(first.slice(0, 4)) >= from && Number(last.slice(0, 4)) <= to;
    });
  }

  // Rows by "giver taker"; those of mutual kinds under both orders.
  function pairs(rows) {
    const ties = data.table("ties");
    const byPair = new Map();
    const add = (key, row) =>
      byPair.has(key) ? byPair.get(key).push(row) : byPair.set(key, [row]);
    for (const row of rows) {
      const [giver, taker] = [ties.get(row, "from_country_id"), ties.get(row, "to_country_id")];
      add(`${giver} ${taker}`, row);
      if (tieRows.MUTUAL.has(ties.get(row, "kind"))) add(`${taker} ${giver}`, row);
    }
    return byPair;
  }

  // The states with most satellites, payloads and agreements, in the order asked for.
  function states(rows, { order, count }) {
    const ties = data.table("ties");
    const volume = new Map();
    for (const row of rows) {
      for (const side of ["from_country_id", "to_country_id"]) {
        const state = ties.get(row, side);
        if (volume.has(state)) volume.get(state).add(ties.get(row, "row_id"));
        else volume.set(state, new Set([ties.get(row, "row_id")]));
      }
    }
    const most = [...volume.keys()].sort(
      (a, b) => volume.get(b).size - volume.get(a).size || (a < b ? -1 : 1),
    );
    const kept = most.slice(0, count);
    if (order !== "region") return kept;
    return REGIONS.flatMap((region) => kept.filter((state) => regionOf(state) === region));
  }

  const regionOf = (state) => {
    const countries = data.table("countries");
    return countries.get(countries.find(state), "region");
  };

  // Slots of an axis: states, and in the order by region a gap that bears the region's name.
  function slots(shown, order) {
    if (order !== "region") return shown;
    const axis = [];
    for (const [place, state] of shown.entries()) {
      const region = regionOf(state);
      if (place === 0 || region !== regionOf(shown[place - 1]))
        axis.push(`·${region || "No region"}`);
      axis.push(state);
    }
    return axis;
  }

  function cells(pairs, shown) {
    const made = [];
    for (const giver of shown) {
      for (const taker of shown) {
        const rows = pairs.get(`${giver} ${taker}`);
        if (!rows || giver === taker) continue;
        const [giverName, takerName] = [nameOf(giver), nameOf(taker)];
        const wide = rows.every((row) => tieRows.reach(row) === "wide");
        const [joint, also] = tieRows.between(rows);
        const said = `${giverName}${joint}${takerName}${also}: ${tieRows.words(rows)}${wide ? " (conventions or incomplete lists alone)" : ""}`;
        const count = tieRows.count(rows);
        made.push({ giver, taker, giverName, takerName, said, count, wide });
      }
    }
    return made;
  }

  // What an axis shows for a slot: the state's name, or its region in capitals.
  const nameOf = (slot) =>
    slot.startsWith("·") ? slot.slice(1).toUpperCase() : data.label("countries", slot);

  function spec(made, places) {
    const size = charts.narrow()
      ? Math.max(26, (charts.room() - 130) / places.length)
      : Math.max(21, Math.min(34, (charts.room() - 210) / places.length));
    const states = places.filter((place) => !place.startsWith("·"));
    const grounds = states.flatMap((giver) =>
      states.map((taker) => ({ giverName: nameOf(giver), takerName: nameOf(taker) })),
    );
    const scale = { domain: places.map(nameOf), paddingInner: 0.07, paddingOuter: 0 };
    const quiet = { title: null, domain: false, ticks: false, labelOverlap: false };
    const counted = charts.narrow() ? "number" : "satellites, payloads and agreements";
    return {
      width: { step: size },
      height: { step: size },
      encoding: {
        x: {
          field: "takerName",
          type: "nominal",
          scale,
          axis: {
            ...quiet,
            orient: "top",
            labelAngle: -55,
            labelAlign: "left",
            labelPadding: 5,
            labelExpr: "upper(datum.value) == datum.value ? '' : datum.value",
          },
        },
        y: {
          field: "giverName",
          type: "nominal",
          scale,
          axis: {
            ...quiet,
            labelPadding: 7,
            labelLimit: charts.narrow() ? 96 : 220,
            labelFontWeight: {
              condition: { test: "upper(datum.value) == datum.value", value: 600 },
              value: 400,
            },
          },
        },
      },
      layer: [
        {
          data: { values: grounds },
          mark: {
            type: "rect",
            color: charts.colour("cell"),
            aria: false,
            tooltip: null,
          },
        },
        {
          data: { values: made.map((cell) => ({ ...cell, bin: classes.of(cell.count) })) },
          mark: { type: "rect", cornerRadius: 2, cursor: "pointer" },
          encoding: {
            color: classes.colours(counted, charts.narrow() ? 2 : 6),
            fillOpacity: { condition: { test: "datum.wide", value: 0.3 }, value: 1 },
            description: { field: "said" },
            tooltip: { field: "said" },
          },
        },
        ...(size < (charts.printed() ? 20 : 24)
          ? []
          : [
              {
                data: { values: made },
                mark: {
                  type: "text",
                  fontSize: size < 24 ? 8 : 10.5,
                  aria: false,
                  cursor: "pointer",
                },
                encoding: {
                  text: { field: "count" },
                  tooltip: { field: "said" },
                  color: {
                    condition: {
                      test: "datum.count >= 10 && !datum.wide",
                      value: charts.colour("on-strong"),
                    },
                    value: charts.colour("on-weak"),
                  },
                },
              },
            ]),
      ],
    };
  }

  // Arrow keys move between the cells of the chart, Enter opens one.
  function walk(box, click) {
    const marks = [
      ...box.querySelectorAll("path[aria-roledescription='cell'], .mark-rect.role-mark path"),
    ].filter((mark) => mark.__data__ && mark.__data__.datum && mark.__data__.datum.count);
    if (!marks.length) return;
    const at = marks.map((mark) => {
      const { x, y } = mark.__data__;
      return { mark, x: Math.round(x), y: Math.round(y) };
    });
    marks.forEach((mark, place) => {
      mark.setAttribute("tabindex", place ? "-1" : "0");
      mark.setAttribute("role", "button");
      mark.setAttribute("aria-label", mark.__data__.datum.said);
      mark.removeAttribute("aria-roledescription");
    });
    const moves = {
      ArrowRight: (a, b) => b.y === a.y && b.x > a.x,
      ArrowLeft: (a, b) => b.y === a.y && b.x < a.x,
      ArrowDown: (a, b) => b.x === a.x && b.y > a.y,
      ArrowUp: (a, b) => b.x === a.x && b.y < a.y,
    };
    box.addEventListener("keydown", (event) => {
      const here = at.find(({ mark }) => mark === event.target);
      if (!here) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        click(event.target.__data__.datum);
      } else if (moves[event.key]) {
        event.preventDefault();
        const far = (b) => Math.abs(b.x - here.x) + Math.abs(b.y - here.y);
        const [next] = at.filter((b) => moves[event.key](here, b)).sort((a, b) => far(a) - far(b));
        if (!next) return;
        here.mark.setAttribute("tabindex", "-1");
        next.mark.setAttribute("tabindex", "0");
        next.mark.focus();
      }
    });
  }

  return { chosen, pairs, states, slots, cells, spec, walk };
})();

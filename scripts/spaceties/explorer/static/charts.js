// Charts: Vega-Lite without eval, in the colours of the page, with tooltips of plain text. A spec is
// a function, called again for another width: charts follow it, and all around them stays.
const charts = (() => {
  const KINDS = ["launch", "manufacture", "ownership", "payload", "agreement"];
  let open = [];
  let waited = [];
  let paper = null; // width of a sheet or picture that is drawn for, in place of the window's

  // Colours are told by name, so that another theme, or a printer, needs no other drawing.
  const colour = (name) => `var(--${name})`;

  const palette = () => Array.from({ length: 8 }, (_, place) => colour(`hue-${place + 1}`));
  const kindColours = () => KINDS.map((kind) => colour(`kind-${kind}`));

  function config() {
    const [text, faint, line] = [colour("text"), colour("muted"), colour("line")];
    const font = getComputedStyle(document.body).fontFamily;
    return {
      font,
      background: "transparent",
      view: { stroke: null },
      axis: {
        labelColor: faint,
        titleColor: faint,
        gridColor: line,
        domainColor: line,
        tickColor: line,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: "normal",
        labelLimit: 220,
      },
      legend: {
        labelColor: text,
        titleColor: faint,
        labelFontSize: 12,
        titleFontSize: 12,
        titleFontWeight: "normal",
        labelLimit: 320,
        symbolStrokeWidth: 1.5,
      },
      header: { labelColor: text, labelFontSize: 14, labelFontWeight: 600, title: null },
      range: { category: palette() },
      text: { color: text, fontSize: 11 },
      style: { "guide-label": { font }, "guide-title": { font } },
    };
  }

  const nothing = {
    load: () => Promise.reject(new Error("no network")),
    sanitize: () => Promise.reject(new Error("no links")),
  };

  // A Vega view of what `spec` gives; `said` describes it to those who do not see it.
  function viewOf(spec, said, renderer) {
    const whole = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", ...spec() };
    const compiled = vegaLite.compile(whole, { config: config() }).spec;
    const runtime = vega.parse({ ...compiled, description: said }, null, { ast: true });
    return new vega.View(runtime, {
      expr: vegaInterpreter.expressionInterpreter,
      renderer,
      hover: renderer === "svg",
      loader: nothing,
      logLevel: vega.Error,
    });
  }

  // Draw into a box, which hears "drawn" each time.
  async function draw(box, spec, said, click = null) {
    const one = { box, spec, said, click, view: null };
    open.push(one);
    await fill(one);
    return one.view;
  }

  async function fill(one) {
    const { box, spec, said, click } = one;
    const view = viewOf(spec, said, "svg");
    const before = one.view;
    one.view = view;
    const inner = dom.el("div.drawing");
    view.tooltip(tips.show);
    view.addEventListener("click", (event, item) => tips.clicked(inner, event, item, click));
    await view.initialize(inner).runAsync();
    if (one.view !== view) return; // a later drawing has begun, or the box is gone
    before?.finalize();
    box.replaceChildren(inner);
    if (!performance.getEntriesByName("first chart").length) performance.mark("first chart");
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    box.dataset.drawn = "yes";
    box.dispatchEvent(new Event("drawn"));
  }

  // Draw all charts of the page for the room that there is now, or for a sheet of this width.
  function refit(width = null) {
    paper = width;
    return Promise.all(open.map(fill));
  }

  // A chart as it stands on a sheet of its own of this width, as SVG with names of colours.
  function picture(spec, said, width) {
    const kept = paper;
    let view = null;
    paper = width;
    try {
      view = viewOf(spec, said, "none");
    } finally {
      paper = kept;
    }
    return view.toSVG().finally(() => view.finalize());
  }

  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
    });

  // A chart with its heading, its caption and the table behind it.
  // `behind` gives { columns, rows } as `grid.make` takes them; `opens` gives the heading and the
  // table of what a mark stands for, null for marks that stand for nothing. By its `name` the
  // address tells which mark was chosen, whether the table behind is open, and how it is sorted.
  // What only somebody before a screen can do is said in the `hint`.
  function figure(parts) {
    const { name = null, title, level = "h3", caption, hint, spec, said } = parts;
    const { behind, click, opens } = parts;
    const box = dom.el("div.chart");
    const chosen = dom.el("div");
    const { settings } = name === null ? { settings: {} } : route.read();
    const keep = (part, value) => name !== null && route.keep({ [`${name}.${part}`]: value });
    const open = (datum, focus = true) => {
      const found = opens(datum);
      if (!found) return;
      keep("mark", datum.said);
      if (focus && name) route.drop(`${name}.rows.`);
      const heading = `h${Number(level.slice(1)) + 1}`;
      const panel = dom.el(
        "section.panel",
        { tabindex: "-1", "aria-label": "Rows of the chosen mark" },
        dom.el(heading, {}, found.heading),
        grid.make({ ...found.table, name: name && `${name}.rows` }),
      );
      chosen.replaceChildren(panel);
      if (!focus) return;
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "nearest" });
    };
    const under = dom.el(
      "details.behind",
      {},
      dom.el("summary", {}, "The figures behind this chart"),
    );
    const unfold = () => {
      if (under.children.length === 1)
        under.append(grid.make({ ...behind(), name: name && `${name}.figures` }));
    };
    if (settings[`${name}.behind`]) {
      unfold();
      under.open = true;
    }
    under.addEventListener("toggle", () => {
      if (!under.isConnected) return;
      keep("behind", under.open ? "open" : null);
      if (under.open) unfold();
    });
    // The mark that the address names, if the chart still has it.
    const reopen = () => {
      const marked = settings[`${name}.mark`];
      if (!opens || !marked) return;
      const marks = [...box.querySelectorAll(".role-mark path")].map((one) => one.__data__?.datum);
      const datum = marks.find((one) => one?.said === marked);
      if (datum) open(datum, false);
      else keep("mark", null);
    };
    const node = dom.el(
      "figure",
      {},
      dom.el(
        "figcaption",
        {},
        dom.el(level, {}, title),
        caption && dom.el("p", {}, caption, hint && dom.el("span.hint", {}, ` ${hint}`)),
      ),
      box,
      taking.figure({ title, caption, spec, said }),
      chosen,
      under,
    );
    // Text first: charts follow once the browser has painted what it has.
    node.ready = later(async () => {
      if (!box.isConnected) return null;
      const view = await draw(box, spec, said, opens ? (datum) => open(datum) : click);
      reopen();
      return view;
    });
    return node;
  }

  function forget() {
    for (const one of open) {
      one.view?.finalize();
      one.view = null;
    }
    open = [];
    waited = [];
    tips.hide();
  }

  // Do what can wait, once the browser has painted what it has.
  function later(act) {
    const done = painted().then(act);
    waited.push(done);
    return done;
  }

  // When all figures made so far are drawn, and all is done that waited.
  const drawn = () => Promise.allSettled(waited);

  // Room for a chart: what the main column gives.
  function room(most = 1100) {
    if (paper) return paper;
    const main = document.getElementById("main");
    const style = getComputedStyle(main);
    const inner = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.min(most, Math.max(240, inner));
  }

  // Charts follow the width of the window; the bar of a phone changes its height only.
  function follow() {
    let width = room();
    let waiting = 0;
    window.addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (paper || Math.abs(room() - width) <= 24) return;
        width = room();
        refit();
      }, 200);
    });
  }

  const printed = () => paper !== null;
  const narrow = () => (paper || window.innerWidth) < 640;

  return {
    KINDS,
    draw,
    figure,
    forget,
    drawn,
    refit,
    follow,
    picture,
    later,
    room,
    narrow,
    printed,
    colour,
    palette,
    kindColours,
    get open() {
      return open;
    },
  };
})();

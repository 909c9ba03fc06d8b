// Charts: Vega-Lite without eval, in the colours of the page, with tooltips of plain text.
const charts = (() => {
  const KINDS = ["launch", "manufacture", "ownership", "payload", "agreement"];
  let open = [];
  let waited = [];

  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

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

  // Tooltips arrive as objects of names and values.
  function tip(_, event, __, value) {
    const box = document.getElementById("tip");
    if (value === null || value === undefined || value === "") {
      box.hidden = true;
      return;
    }
    const lines = typeof value === "object" ? Object.entries(value) : [["", value]];
    box.replaceChildren(
      ...lines
        .filter(([, text]) => text !== null && text !== "")
        .map(([name, text]) =>
          dom.el("div", {}, name && dom.el("span.name", {}, name), dom.value(text)),
        ),
    );
    box.hidden = false;
    const { innerWidth, innerHeight } = window;
    const { offsetWidth, offsetHeight } = box;
    box.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - offsetWidth - 8))}px`;
    box.style.top = `${Math.min(event.clientY + 14, innerHeight - offsetHeight - 8)}px`;
  }

  const nothing = {
    load: () => Promise.reject(new Error("no network")),
    sanitize: () => Promise.reject(new Error("no links")),
  };

  // Draw a Vega-Lite spec into a box; `said` describes the chart to those who do not see it.
  async function draw(box, spec, said, click = null) {
    const whole = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", ...spec };
    const compiled = vegaLite.compile(whole, { config: config() }).spec;
    const runtime = vega.parse({ ...compiled, description: said }, null, { ast: true });
    const view = new vega.View(runtime, {
      expr: vegaInterpreter.expressionInterpreter,
      renderer: "svg",
      hover: true,
      loader: nothing,
      logLevel: vega.Error,
    });
    view.tooltip(tip);
    const inner = dom.el("div.drawing");
    box.replaceChildren(inner);
    await view.initialize(inner).runAsync();
    if (click) view.addEventListener("click", (_, item) => item && item.datum && click(item.datum));
    if (!performance.getEntriesByName("first chart").length) performance.mark("first chart");
    open.push({ view, box });
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    box.dataset.drawn = "yes";
    return view;
  }

  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => setTimeout(done));
    });

  // A chart with its heading, its caption and the table behind it.
  // `behind` gives { columns, rows } as `grid.make` takes them; `opens` gives the heading and the
  // table of what a mark stands for, null for marks that stand for nothing. By its `name` the
  // address tells which mark was chosen, whether the table behind is open, and how it is sorted.
  function figure({ name = null, title, level = "h3", caption, spec, said, behind, click, opens }) {
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
      dom.el("figcaption", {}, dom.el(level, {}, title), caption && dom.el("p", {}, caption)),
      box,
      chosen,
      under,
    );
    // Text first: charts follow once the browser has painted what it has.
    node.ready = painted().then(async () => {
      if (!box.isConnected) return null;
      const view = await draw(box, spec, said, opens ? (datum) => open(datum) : click);
      reopen();
      return view;
    });
    waited.push(node.ready);
    return node;
  }

  function forget() {
    for (const { view } of open) view.finalize();
    open = [];
    waited = [];
    document.getElementById("tip").hidden = true;
  }

  // When all figures made so far are drawn.
  const drawn = () => Promise.allSettled(waited);

  // Room for a chart: what the main column gives.
  function room(most = 1100) {
    const main = document.getElementById("main");
    const style = getComputedStyle(main);
    const inner = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.min(most, Math.max(240, inner));
  }

  const narrow = () => window.innerWidth < 640;

  return {
    KINDS,
    draw,
    figure,
    forget,
    drawn,
    room,
    narrow,
    colour,
    palette,
    kindColours,
    get open() {
      return open;
    },
  };
})();

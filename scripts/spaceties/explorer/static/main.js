// Start: unpack the data, then show what the address names, and again whenever it changes.
const VIEWS = {
  overview,
  ties: tiesView,
  map: mapView,
  blocs: blocsView,
  money: moneyView,
  claims: claimsView,
  tables: tablesView,
};

function fillMenu() {
  document
    .getElementById("views")
    .append(
      ...Object.entries(VIEWS).map(([name, view]) =>
        dom.el("li", {}, dom.el("a", { href: `#${name}`, "data-view": name }, view.title)),
      ),
    );
}

function mark(name) {
  for (const link of document.querySelectorAll("#views a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

// What the path names: a view, the page of a thing, a table, or the fields of a row.
function shown([first, second]) {
  const page = second === undefined ? null : pages.get(first);
  if (page) {
    return {
      name: first,
      marked: page.view,
      draw: (main, settings) => page.render(main, second, settings),
    };
  }
  if (second !== undefined && first !== "tables" && data.table(first)) {
    const draw = (main) => rowView.render(main, data.table(first), second);
    return { name: "tables", marked: "tables", draw };
  }
  const name = VIEWS[first] ? first : data.table(first) ? "tables" : "overview";
  const table = first === "tables" ? second : first;
  const draw = (main, settings) => VIEWS[name].render(main, settings, table) || VIEWS[name].title;
  return { name, marked: name, draw };
}

// Draw what the address says; gives when its charts are drawn.
function draw() {
  const { path, settings } = route.read();
  const main = document.getElementById("main");
  charts.forget();
  grid.forget();
  main.replaceChildren();
  const { name, marked, draw: fill } = shown(path);
  main.className = name;
  const title = fill(main, settings);
  theme.keep();
  taking.page(main, title);
  document.title = `${title} · Spaceties`;
  mark(marked);
  document.documentElement.dataset.shown = path.join("/") || "overview";
  return { title, drawn: charts.drawn() };
}

let before = null;

// The address has changed: a new page begins at its top, one of the history where it was left.
function show() {
  const place = places.enter();
  const here = route.read().path.join("/");
  const { title, drawn } = draw();
  if (place) places.restore(place, drawn);
  else if (before !== null && before !== here) window.scrollTo(0, 0);
  if (before !== null && before !== here) {
    document.getElementById("main").focus({ preventScroll: true });
    dom.say(title);
  }
  before = here;
}

function imprint() {
  const { about } = data;
  document
    .getElementById("imprint")
    .replaceChildren(
      `${about.title}, version ${about.version} of ${about.created}, ${about.licence}.`,
    );
}

async function start() {
  places.start();
  theme.start();
  fillMenu();
  try {
    await data.load();
  } catch (error) {
    document
      .getElementById("main")
      .replaceChildren(
        dom.el(
          "p.loading",
          {},
          `The data could not be unpacked (${error.message}). A browser of 2023 or later is needed.`,
        ),
      );
    return;
  }
  imprint();
  searchBox.start();
  show();
  performance.mark("first view");
  window.addEventListener("hashchange", show);
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  charts.follow();
  tips.start();
  printing.start();
}

// For the pictures of the README: a chart of the page, counted from its top.
window.spacetiesPicture = (place) => taking.pictureOf(document.querySelectorAll("figure")[place]);

start();

// Start: unpack the data, then show what the address names, and again whenever it changes.
const VIEWS = {
  overview,
  ties: tiesView,
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

// Which view the path names: a view, a table, or a row of a table.
function shown(path) {
  const [first, second] = path;
  if (second !== undefined && first !== "tables" && data.table(first)) {
    return { name: "tables", draw: (main) => rowView.render(main, data.table(first), second) };
  }
  const name = VIEWS[first] ? first : data.table(first) ? "tables" : "overview";
  const table = first === "tables" ? second : first;
  return { name, draw: (main, settings) => VIEWS[name].render(main, settings, table) };
}

let before = null;

function show() {
  const { path, settings } = route.read(location.hash);
  const main = document.getElementById("main");
  charts.forget();
  grid.forget();
  main.replaceChildren();
  const { name, draw } = shown(path);
  main.className = name;
  const title = draw(main, settings) || VIEWS[name].title;
  document.title = `${title} · Spaceties`;
  mark(name);
  const here = path.join("/");
  if (before !== null && before !== here) {
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
    dom.say(title);
  }
  before = here;
  document.documentElement.dataset.shown = here || "overview";
}

// Light or dark: what the system asks for, until the reader chooses.
const theme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try {
      return localStorage.getItem("spaceties-theme");
    } catch {
      return null;
    }
  };

  function set(name, keep) {
    document.documentElement.dataset.theme = name;
    const button = document.getElementById("theme");
    button.textContent = name === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", name === "dark" ? "Use light colours" : "Use dark colours");
    if (!keep) return;
    try {
      localStorage.setItem("spaceties-theme", name);
    } catch {
      // A page from disk may have no storage; the choice then lasts as long as the page.
    }
  }

  function start() {
    const preferred = () => (system.matches ? "dark" : "light");
    set(remembered() || preferred(), false);
    system.addEventListener("change", () => {
      if (remembered()) return;
      set(preferred(), false);
      show();
    });
    document.getElementById("theme").addEventListener("click", () => {
      set(document.documentElement.dataset.theme === "dark" ? "light" : "dark", true);
      show();
    });
  }

  return { start };
})();

function imprint() {
  const { about } = data;
  document
    .getElementById("imprint")
    .replaceChildren(
      `${about.title}, version ${about.version} of ${about.created}, ${about.licence}.`,
    );
}

async function start() {
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
  show();
  performance.mark("first view");
  window.addEventListener("hashchange", show);
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  let width = charts.room();
  let waiting = 0;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      // A phone's address bar changes the height only; charts follow the width.
      if (Math.abs(charts.room() - width) > 24) {
        width = charts.room();
        show();
      }
    }, 200);
  });
}

// For the pictures of the README: the charts of the page, from top to bottom.
window.spacetiesCharts = () =>
  [...document.querySelectorAll(".chart")].map(
    (box) => charts.open.find((one) => one.box === box)?.view,
  );

start();

// Pages of single things, each kind under a name of its own: #state/BLR. A script of views/ adds
// its own by `pages.add("state", { table, view, render })`:
// table: whose rows it shows, so that links to them lead to it; view: what the menu marks;
// render(main, key, settings): fills `main` and gives the title.
const pages = (() => {
  const kinds = new Map();
  const ofTable = new Map();

  function add(kind, page) {
    kinds.set(kind, page);
    if (page.table) ofTable.set(page.table, kind);
  }

  const get = (kind) => kinds.get(kind);

  // The address of a row: its page, or its fields where its table has none.
  const to = (table, key) => route.toRow(ofTable.get(table) ?? table, key);

  // Another address than the one that was asked for, in its place.
  function lead(main, kind, key) {
    main.append(dom.el("h1", {}, dom.value(key)));
    location.replace(route.toRow(kind, key));
    return key;
  }

  return { add, get, to, lead };
})();

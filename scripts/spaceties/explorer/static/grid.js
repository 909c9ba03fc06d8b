// Tables that sort, search and filter, by DataTables; cells are nodes, so text stays text.
const grid = (() => {
  let open = [];
  let folded = []; // tables that show all rows for a while, and the page that they showed
  const LANGUAGE = {
    search: "Search",
    searchPlaceholder: "any column",
    lengthMenu: "_MENU_ rows a page",
    info: "Rows _START_ to _END_ of _TOTAL_",
    infoEmpty: "No rows",
    infoFiltered: "(of _MAX_)",
    zeroRecords: "No row matches",
    emptyTable: "No rows",
    paginate: { first: "«", previous: "‹", next: "›", last: "»" },
  };

  // How typed text filters a cell: =text is the whole cell, <5 and >5 compare, else it is contained.
  function matches(value, text, shown) {
    const typed = text.trim();
    if (typed === "") return true;
    const [sign, rest] = [typed[0], typed.slice(1).trim()];
    if (sign === "=") return rest === "" ? value === null : String(value) === rest;
    if ((sign === "<" || sign === ">") && rest !== "") {
      if (value === null) return false;
      const known = typeof value === "number" ? [value, Number(rest)] : [String(value), rest];
      return sign === "<" ? known[0] < known[1] : known[0] > known[1];
    }
    return shown.toLowerCase().includes(typed.toLowerCase());
  }

  const text = (column, row) => {
    if (column.text) return column.text(row);
    const value = column.value(row);
    return value === null || value === undefined ? "" : String(value);
  };

  function cell(column, row) {
    const value = column.value(row);
    if (value === null || value === undefined || value === "") return dom.el("span", {});
    if (column.node) return column.node(row, value);
    if (column.numeric && typeof value === "number")
      return dom.value(value.toLocaleString("en", { maximumFractionDigits: 3 }));
    return dom.value(value);
  }

  function sortable(column, row) {
    if (column.sort) return column.sort(row) ?? "";
    const value = column.value(row);
    if (value === null || value === undefined || value === "")
      return column.numeric ? -Infinity : "";
    return column.numeric ? value : text(column, row);
  }

  const form = ({ numeric, wide, short }) =>
    numeric ? "number" : wide ? "wide" : short ? "short" : "";

  function declared(column) {
    return {
      data: ({ row }, type) => {
        if (type === "display") return cell(column, row);
        return type === "filter" ? text(column, row) : sortable(column, row);
      },
      type: column.numeric ? "num" : "string",
      className: [form(column), column.lead && "names"].filter(Boolean).join(" "),
      createdCell: (node) => node.setAttribute("data-title", column.title), // for print.css
    };
  }

  // What a table is called in a file: as the page, and what stands above it.
  function headed(box) {
    const around = box.closest("figure, section") || document.getElementById("main");
    const heading = around.querySelector("h1, h2, h3, h4");
    const words = [...heading.childNodes].filter((one) => !one.matches?.(".count"));
    const own = words
      .map((one) => one.textContent.trim())
      .join(" ")
      .trim();
    return heading.matches("h1") ? own : `${citing.place()}: ${own}`;
  }

  function filterCell(column, place, apply, wanted) {
    const name = `Filter ${column.title}`;
    let input = null;
    if (column.values) {
      const options = [
        ["", "all"],
        ...column.values.map((value) => [`=${value}`, dom.words(value)]),
      ];
      input = dom.el(
        "select",
        { "aria-label": name, onchange: () => apply(place, input.value) },
        options.map(([key, shown]) =>
          dom.el("option", { value: key, selected: key === wanted }, shown),
        ),
      );
    } else {
      input = dom.el("input", {
        type: "text",
        "aria-label": name,
        value: wanted || "",
        spellcheck: "false",
        oninput: () => apply(place, input.value),
      });
    }
    return dom.el(column.lead ? "td.names" : "td", { "data-dt-order": "disable" }, input);
  }

  // columns: { title, value(row), text(row)?, node(row, value)?, sort(row)?, numeric?, values?,
  // visible? }, and for files to, field and table (see `labels`); a column with `only: "file"` is
  // shown nowhere else, the one with `lead` names the rows: it stays in sight, and is the first on a
  // phone.
  // filters: whether each column has one; name: what its settings are called in the address, ""
  // for the only table of a view, null for one that keeps none.
  // label: what the table is of, where a page has several.
  function make({
    columns: all,
    rows,
    label = "",
    filters = false,
    order = [],
    page = 25,
    name = null,
  }) {
    const given = all.filter((column) => !column.only);
    const columns = charts.narrow() ? given.toSorted((a, b) => !!b.lead - !!a.lead) : given;
    const usual = {
      order: order.map(([place, way]) => [columns.indexOf(given[place]), way]),
      length: page,
    };
    const begun = gridState.read(name, columns, usual);
    const filtering = filters ? begun.filters : new Map();
    const keep = () => folded.length || gridState.keep(name, columns, usual, api, filtering);
    const sift = (place, typed) => {
      filtering.set(place, typed);
      const column = columns[place];
      api
        .column(place)
        .search(
          typed.trim() === "" ? "" : (shown, held) => matches(column.value(held.row), typed, shown),
        );
    };
    const apply = (place, typed) => {
      sift(place, typed);
      api.draw();
    };
    const head = dom.el(
      "thead",
      {},
      dom.el(
        "tr",
        {},
        columns.map((column) => dom.el("th", { scope: "col", title: column.help }, column.title)),
      ),
    );
    if (filters) {
      head.append(
        dom.el(
          "tr.filters",
          {},
          columns.map((column, place) => filterCell(column, place, apply, filtering.get(place))),
        ),
      );
    }
    const box = dom.el("div.grid", {}, dom.el("table", {}, head));
    const small = rows.length <= 10;
    const bar = taking.rows(() => ({
      name: headed(box),
      rows: box.shown(),
      columns: all
        .filter((column) => column.only || api.column(columns.indexOf(column)).visible())
        .flatMap(labels.ofColumn),
    }));
    const api = new DataTable(box.firstChild, {
      data: rows.map((row) => ({ row })),
      columns: columns.map((column) => ({ ...declared(column), visible: begun.shown.has(column) })),
      titleRow: 0,
      autoWidth: false,
      deferRender: true,
      order: begun.order,
      search: { search: begun.search },
      pageLength: begun.length,
      lengthMenu: gridState.LENGTHS,
      language: LANGUAGE,
      layout: {
        topStart: ["info", () => bar],
        topEnd: small ? null : "search",
        bottomStart: small ? null : "pageLength",
        bottomEnd: small ? null : "paging",
      },
    });
    for (const [place, typed] of filtering) sift(place, typed);
    if (filtering.size) api.draw();
    if (begun.page) api.page(begun.page).draw("page");
    api.on("draw column-visibility", keep);
    // A wide table scrolls sideways; so it must be in reach of the keyboard, and have a name.
    const scroller = box.querySelector(".dt-layout-table");
    scroller.tabIndex = 0;
    scroller.setAttribute("role", "group");
    scroller.setAttribute("aria-label", "Rows and columns");
    if (label)
      box.querySelector(".dt-paging nav")?.setAttribute("aria-label", `Pages of rows: ${label}`);
    box.column = (title) => api.column(columns.findIndex((one) => one.title === title));
    box.shown = () =>
      api
        .rows({ search: "applied", order: "applied" })
        .data()
        .toArray()
        .map((held) => held.row);
    open.push(api);
    return box;
  }

  // For a sheet of paper: all rows that are sifted, unless they are too many.
  function unfold(most) {
    for (const api of open) {
      const { length, page, recordsDisplay } = api.page.info();
      const node = api.table().container();
      node.classList.toggle("many", api.columns(":visible").count() > 8);
      if (recordsDisplay > most || recordsDisplay <= length) continue;
      folded.push({ api, length, page });
      api.page.len(-1).draw(false);
    }
  }

  function fold() {
    for (const { api, length, page } of folded) api.page.len(length).page(page).draw("page");
    folded = [];
  }

  function forget() {
    // Hidden columns are shown as it goes, which nobody chose.
    for (const api of open) api.off("draw column-visibility").destroy();
    open = [];
    folded = [];
  }

  return { make, unfold, fold, forget, matches };
})();

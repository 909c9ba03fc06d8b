// What the reader set on a table, as it stands in the address: words searched for, order, page,
// rows a page, columns shown, filters. A table has a name where a view has several.
const gridState = (() => {
  const LENGTHS = [10, 25, 100, 500];
  const PARTS = ["search", "sort", "page", "rows", "columns"];
  const ALL_HIDDEN_OR_UNSORTED = "|";

  const key = (name, part) => (name ? `${name}.${part}` : part);
  const usual = (columns) => columns.filter((one) => one.visible !== false);
  const joined = (titles) => titles.join("|") || ALL_HIDDEN_OR_UNSORTED;

  const ordered = (columns, order) =>
    order
      .filter(([, way]) => way)
      .map(([place, way]) => `${way === "desc" ? "-" : ""}${columns[place].title}`);

  // Where the titles of a setting stand; "-" before one sorts it the other way round.
  function places(columns, text) {
    return text
      .split("|")
      .map((title) => {
        const down = title.startsWith("-") && !columns.some((one) => one.title === title);
        const bare = down ? title.slice(1) : title;
        return [columns.findIndex((one) => one.title === bare), down ? "desc" : "asc"];
      })
      .filter(([place]) => place >= 0);
  }

  // Of the address, else what the view begins with.
  function read(name, columns, { order, length }) {
    const settings = name === null ? {} : route.read().settings;
    const [search, sort, page, rows, shown] = PARTS.map((part) => settings[key(name, part)]);
    const filters = columns
      .map((column, place) => [place, settings[key(name, column.title)] || ""])
      .filter(([, typed]) => typed);
    return {
      search: search || "",
      order: sort === undefined ? order : places(columns, sort),
      page: /^\d{1,6}$/.test(page) ? Math.max(0, Number(page) - 1) : 0,
      length: LENGTHS.includes(Number(rows)) ? Number(rows) : length,
      shown: new Set(
        shown === undefined
          ? usual(columns)
          : places(columns, shown).map(([place]) => columns[place]),
      ),
      filters: new Map(filters),
    };
  }

  function keep(name, columns, { order, length }, api, filters) {
    if (name === null) return;
    const sort = joined(ordered(columns, api.order()));
    const titles = (all) => joined(all.map((one) => one.title));
    const shown = titles(columns.filter((_, place) => api.column(place).visible()));
    const now = {
      search: api.search(),
      sort: sort === joined(ordered(columns, order)) ? null : sort,
      page: api.page() > 0 ? api.page() + 1 : null,
      rows: api.page.len() === length ? null : api.page.len(),
      columns: shown === titles(usual(columns)) ? null : shown,
      ...Object.fromEntries([...filters].map(([place, typed]) => [columns[place].title, typed])),
    };
    route.keep(
      Object.fromEntries(Object.entries(now).map(([part, value]) => [key(name, part), value])),
    );
  }

  return { LENGTHS, read, keep };
})();

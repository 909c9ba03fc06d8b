// What the address names: #view?settings, #tables/NAME?filters, #TABLE/KEY for the fields of a row,
// #KIND/KEY for the page of a thing (pages.js). All that the reader chose stands in its settings.
const route = (() => {
  const plain = (text) => encodeURIComponent(text).replaceAll("%7C", "|");

  function settings(values) {
    const set = Object.entries(values).filter(
      ([, value]) => value !== null && value !== undefined && value !== "",
    );
    return set.length ? `?${set.map((pair) => pair.map(plain).join("=")).join("&")}` : "";
  }

  const toRow = (table, key) => `#${plain(table)}/${plain(key)}`;
  const toTable = (name, filters = {}) => `#tables/${plain(name)}${settings(filters)}`;
  const toView = (name, values = {}) => `#${plain(name)}${settings(values)}`;

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text; // a stray % that encodes nothing
    }
  }

  // path: the parts before the question mark; settings: those after it.
  function read(hash = location.hash) {
    const [before, after = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
    const slash = before.indexOf("/");
    const path = (slash < 0 ? [before] : [before.slice(0, slash), before.slice(slash + 1)]).map(
      decoded,
    );
    const pairs = after
      .split("&")
      .filter(Boolean)
      .map((pair) => {
        const [name, value = ""] = pair.split(/=(.*)/s);
        return [decoded(name), decoded(value)];
      });
    return { path, settings: Object.fromEntries(pairs) };
  }

  // Write settings into the address, without a step in the history; null takes one out.
  function keep(changed) {
    const { path, settings: held } = read();
    const all = settings({ ...held, ...changed });
    const address = `#${path.map(plain).join("/") || "overview"}${all}`;
    if (address === location.hash || (!location.hash && !all)) return;
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // Browsers refuse after some hundred changes in a few seconds; the next one tells all.
    }
  }

  // Take out the settings whose names begin so.
  function drop(start) {
    const names = Object.keys(read().settings).filter((name) => name.startsWith(start));
    keep(Object.fromEntries(names.map((name) => [name, null])));
  }

  return { read, keep, drop, toRow, toTable, toView };
})();

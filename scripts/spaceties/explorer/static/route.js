// What the address names: #view?settings, #tables/NAME?filters, #TABLE/KEY for a row.
const route = (() => {
  const plain = (text) => encodeURIComponent(text).replaceAll("%7C", "|");

  function settings(values) {
    const set = Object.entries(values).filter(([, value]) => value !== null && value !== "");
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
  function read(hash) {
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

  // Keep the settings in the address without a step in the history.
  function keep(view, values) {
    history.replaceState(null, "", toView(view, values));
  }

  return { read, keep, toRow, toTable, toView };
})();

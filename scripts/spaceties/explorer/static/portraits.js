// What there is of a state and of a pair of states, as portraits.py found it.
const portraits = (() => {
  const indexes = new Map();

  const cell = (column, place) =>
    Array.isArray(column) ? column[place] : column.values[column.at[place]];

  function placeOf(kind, key) {
    if (!indexes.has(kind))
      indexes.set(kind, new Map(data.portraits[kind].ids.map((id, place) => [id, place])));
    return indexes.get(kind).get(key);
  }

  function at(kind, place) {
    const held = data.portraits[kind];
    const key = held.ids[place];
    const lists = new Map();
    const read = (name) => {
      const text = held.lists[name] ? cell(held.lists[name], place) : "";
      return text === "" ? [] : text.split(" ").map(Number);
    };
    const rows = (name) => {
      if (!lists.has(name)) lists.set(name, name === "others" ? others(key) : read(name));
      return lists.get(name);
    };
    return {
      kind,
      key,
      states: key.split("-"),
      told: cell(held.told, place),
      lacking: cell(held.lacking, place),
      rows,
    };
  }

  // The portrait of a state or a pair ("BLR-CHN"); null if there is none.
  function get(kind, key) {
    const place = placeOf(kind, key);
    return place === undefined ? null : at(kind, place);
  }

  const pair = (place) => at("pair", place);

  // The pairs of a state that conventions alone tie, those with most of them first.
  function others(state) {
    const near = new Set(get("state", state).rows("partners"));
    const many = new Map();
    for (const [place, id] of data.portraits.pair.ids.entries()) {
      if (id.includes(state) && !near.has(place))
        many.set(place, pair(place).rows("conventions").length);
    }
    return [...many.keys()].sort((a, b) => many.get(b) - many.get(a) || a - b);
  }

  // Names that have an article within a sentence, as in sentences.py
  const ARTICLE =
    /^(?:United |Netherlands|Philippines|Bahamas|Maldives|Gambia|Comoros|Soviet Union)|Republic\b|Islands$|Territory$/;

  const state = (id) => data.label("countries", id);
  const inText = (id) => (ARTICLE.test(state(id)) ? `the ${state(id)}` : state(id));
  const first = (text) => text[0].toUpperCase() + text.slice(1);

  // A text with the names of the states in it, with a capital where a sentence begins.
  const named = (text, { states }) =>
    ["{a}", "{b}"].reduce((made, mark, place) => {
      if (!states[place]) return made;
      const name = inText(states[place]);
      const begun = made.startsWith(mark) ? first(name) + made.slice(mark.length) : made;
      return begun.replaceAll(`. ${mark}`, `. ${first(name)}`).replaceAll(mark, name);
    }, text);

  const heading = ({ states }) => states.map(state).join(" and ");

  return { get, pair, named, heading, inText, first };
})();

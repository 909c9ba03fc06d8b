// Paths: how a row leads to cells in words, its own and those of rows that refer to each other.
// pages.json tells how a path is written; paths.py follows the same ones.
const paths = (() => {
  const STEP = /^(\w+):([\w+]+)(?:\[(\w+)=([^\]]+)\])?$/;
  const CODE = /^[a-z]+(_[a-z0-9]+)+$/;
  const DATED = /(_on|since)$/;

  const keyOf = ({ table, row }) => data.table(table).keyOf(row);
  const valueOf = ({ table, row, field }) => data.table(table).get(row, field);

  // What is made of a text once, however often it is asked for.
  function once(make) {
    const made = new Map();
    return (text) => {
      if (!made.has(text)) made.set(text, make(text));
      return made.get(text);
    };
  }

  const stepsOf = once((path) =>
    path.split("/").map((text) => ({ text, reverse: STEP.exec(text) })),
  );
  // Texts and, in between, paths.
  const piecesOf = once((say) => say.split(/\{([^}]+)\}/));

  // The rows that a step back reaches: those that name this one, or have cells in common with it.
  function back({ table, row }, [, other, fields, field, wanted], states) {
    const to = data.table(other);
    const from = data.table(table);
    const [first, ...rest] = fields.split("+");
    const key = rest.length ? from.get(row, first) : from.keyOf(row);
    const values = wanted === "@" ? states : [wanted];
    return (to.index(first).get(key) || [])
      .filter((one) => rest.every((name) => to.get(one, name) === from.get(row, name)))
      .filter((one) => !field || values.includes(to.get(one, field)))
      .map((one) => ({ table: other, row: one }));
  }

  function step(place, { text, reverse }, states) {
    if (text === "@") return [place];
    return reverse ? back(place, reverse, states) : [{ ...place, field: text }];
  }

  // The row that a cell names, a row itself; null for others.
  function target(place) {
    if (!place.field) return place;
    const to = data.target(data.table(place.table), place.row, place.field);
    return to && { table: to.table, row: data.table(to.table).find(to.key) };
  }

  // The cells or rows to which a path leads.
  function walk(place, path, states = []) {
    let reached = [place];
    for (const one of stepsOf(path))
      reached = reached
        .map(target)
        .filter(Boolean)
        .flatMap((row) => step(row, one, states));
    return reached;
  }

  // A state has one page, as a country and as an organization.
  function link(table, key) {
    const bodies = data.table("organizations");
    const state = table === "organizations" && bodies.get(bodies.find(key), "kind") === "state";
    return { table: state ? "countries" : table, key };
  }

  // A cell, or a row by its name, in words; nothing if it is missing.
  function part(place) {
    const to = target(place);
    if (to) {
      const key = keyOf(to);
      return [{ text: data.label(to.table, key), ...link(to.table, key) }];
    }
    const value = valueOf(place);
    const field = data.table(place.table).field(place.field);
    if (value === null || !field) return [];
    if (typeof value === "number")
      return [{ text: value.toLocaleString("en", { maximumFractionDigits: 3 }) }];
    const text = String(value);
    if (field.type.includes("date") || DATED.test(field.name)) return [{ text: dates.words(text) }];
    if (field.link) return [{ text, href: text }];
    return [{ text: CODE.test(text) ? dom.words(text) : text }];
  }

  // The other state of a pair, which leads to the pair, or how much of a kind there is.
  function ofPair(pair, path, states) {
    if (path === "other") {
      const other = pair.states.find((state) => !states.includes(state));
      return [{ text: data.label("countries", other), table: "pairs", key: pair.key }];
    }
    const count = pair.rows(path).length;
    return count ? [{ text: count.toLocaleString("en") }] : [];
  }

  // What a path leads to, each once.
  function parts(place, path, states = []) {
    if (place.table === "pairs") return ofPair(portraits.pair(place.row), path, states);
    const counts = path.startsWith("#");
    const found = walk(place, counts ? path.slice(1) : path, states);
    if (counts) return [{ text: found.length.toLocaleString("en") }];
    const all = found.flatMap(part);
    if (all.length < 2) return all;
    return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  }

  // A text with paths in braces as parts; none if a path leads to nothing.
  function cell(place, say, states = []) {
    const made = [];
    for (const [at, text] of piecesOf(say).entries()) {
      if (at % 2 === 0) {
        if (text) made.push({ text });
        continue;
      }
      const found = parts(place, text, states);
      if (!found.length) return [];
      made.push(...found.flatMap((one, number) => (number ? [{ text: ", " }, one] : [one])));
    }
    return made;
  }

  // A sentence of fragments: of alternatives the first that says something.
  function said(place, fragments) {
    const made = fragments.flatMap(
      (fragment) =>
        [fragment]
          .flat()
          .map((one) => cell(place, one))
          .find((one) => one.length) || [],
    );
    if (made.length)
      made[0] = { ...made[0], text: made[0].text.replace(/^./u, (letter) => letter.toUpperCase()) };
    return made;
  }

  // By which to sort: a number, the last day that a date can mean, else null.
  function rank(place, path, states = []) {
    if (place.table === "pairs")
      return path === "other" ? null : portraits.pair(place.row).rows(path).length;
    const found = walk(place, path.replace(/^#/, ""), states);
    if (path.startsWith("#")) return found.length;
    if (!found.length || !found[0].field) return null;
    const [{ table, row, field }] = found;
    const days = [`${field}_latest`, `${field}_earliest`].map((name) =>
      data.table(table).get(row, name),
    );
    const value = days[0] ?? days[1] ?? valueOf(found[0]);
    return typeof value === "number" || DATED.test(field) || days.some(Boolean) ? value : null;
  }

  // The value at the end of a path as its table has it, null if there is none.
  function raw(place, path) {
    const [found] = walk(place, path);
    return found?.field ? valueOf(found) : null;
  }

  const text = (all) => all.map((one) => one.text).join("");

  const node = (all) =>
    all.map((one) => {
      if (one.table) return dom.rowLink(one.table, one.key, one.text);
      return one.href ? dom.outward(one.href) : dom.value(one.text);
    });

  return { walk, cell, said, rank, raw, text, node };
})();

// What a header means: which table it is of, and which column each of its labels names.
const headers = (() => {
  const LONGEST = 200;

  // A label with its spelling taken off: "Perigee (km) *" is "perigee_km".
  const folded = (label) =>
    label
      .slice(0, LONGEST)
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "_")
      .replace(/^_+|_+$/g, "");

  // Columns that nobody contributes: what a template tells, and what a release adds.
  const isOnlyTold = (label, table) =>
    label.toLowerCase().startsWith(data.template.context) || table.computed.includes(folded(label));

  // The view that a header fits better than the best table, to which so many labels are strange.
  function viewOf(texts, strange) {
    const labels = texts.map(folded).filter(Boolean);
    return Object.entries(data.views).find(([, names]) => {
      const count = labels.filter((label) => names.includes(label)).length;
      return labels.length - count < strange && 2 * count >= Math.max(names.length, texts.length);
    })?.[0];
  }

  let known = null;

  // How many labels name a column of some table.
  function recognised(texts) {
    known ||= new Set(data.all.flatMap((table) => Object.keys(table.labels)));
    return texts.filter((text) => known.has(folded(text))).length;
  }

  function matched(texts, table) {
    const columns = new Map();
    const repeated = [];
    const strange = [];
    texts.forEach((text, index) => {
      const label = folded(text);
      const name = Object.hasOwn(table.labels, label) ? table.labels[label] : null;
      if (name && columns.has(name)) repeated.push(index);
      else if (name) columns.set(name, index);
      else if (label && !isOnlyTold(text, table)) strange.push(index);
    });
    return { table, columns, repeated, strange };
  }

  // The table whose key is all there, and to which fewest labels are strange.
  function recognise(texts) {
    const tried = data.all.map((table) => matched(texts, table));
    const most = Math.max(...tried.map((one) => one.columns.size));
    const fitting = tried.filter(
      ({ table, columns }) =>
        2 * columns.size > most && table.key.every((name) => columns.has(name)),
    );
    const least = Math.min(...fitting.map((one) => one.strange.length));
    const view = viewOf(texts, least);
    if (view) throw new Unread(`${view} is computed at every release, and nobody sends it`);
    const best = fitting.filter((one) => one.strange.length === least);
    if (best.length === 1) return best[0];
    const named = best.map((one) => one.table.name).join(" and ");
    if (named) throw new Unread(`its header fits the tables ${named}`);
    const most_ = tried.find((one) => one.columns.size === most);
    const lacking = most_.table.key.filter((name) => !most_.columns.has(name)).join(", ");
    throw new Unread(
      most
        ? `no table has such a header; the nearest is ${most_.table.name}, whose key ${lacking} is missing`
        : "no table has such a header; the first line must hold the names of columns",
    );
  }

  // Of the first lines the one that names most columns is the header.
  function read(lines) {
    if (!lines.length) throw new Unread("no line holds anything");
    const first = lines.slice(0, delimited.HEADS).map((line) => line.cells.map((one) => one.text));
    const scores = first.map(recognised);
    const at = scores.indexOf(Math.max(...scores));
    const texts = first[at].map((text) => text.trim().slice(0, LONGEST));
    while (texts.length && !texts.at(-1)) texts.pop();
    return { ...recognise(texts), texts, line: lines[at].number, body: lines.slice(at + 1) };
  }

  return { read, recognised, folded };
})();

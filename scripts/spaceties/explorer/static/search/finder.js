// The index of all names, made when somebody first searches, and what is found in it.
const finder = (() => {
  const LEAST = 2; // characters that are worth a search
  const SHORT = 3; // characters below which a word is anywhere
  const EQUAL = 0;
  const BEGINS = 1;
  const WORD = 2; // the words begin at a word of the name
  const INSIDE = 3; // of a word
  const WORDS = 4; // all words begin words of the names, in any order
  const ANY = 5;
  const index = [];

  // Of all rows of a kind, the newest or shortest first, the names in two forms, with their spaces,
  // to know where words begin, and without, so that "Chang'e 6", "Change-6" and "change6" are one.
  function build(kind) {
    const table = data.table(kind.table);
    const cells = table.rows().map((row) => kinds.cell(table)(row));
    const rows = table.rows().filter((row) => !kind.has || kind.has(cells[row]));
    const known = (names) => names.filter((name) => name !== null && name !== "");
    const lines = rows.map((row) => known(kind.names(cells[row])).join("|").replaceAll("\n", " "));
    // All at once, which is much quicker than name by name.
    const entries = folding
      .words(lines.join("\n"))
      .split("\n")
      .map((names, place) => {
        const spaced = ` ${names.replace(/ ?\| ?/g, "| ")}|`;
        const foreign = kind.foreign
          ? `|${tightened(folding.words(kind.foreign(cells[rows[place]])))}|`
          : "";
        return { row: rows[place], spaced, tight: `|${tightened(spaced)}`, foreign };
      });
    const date = ({ row }) => table.get(row, kind.newest) || "";
    const size = ({ spaced }) => spaced.indexOf("|");
    entries.sort(
      kind.newest
        ? (a, b) => (date(a) === date(b) ? a.row - b.row : date(a) < date(b) ? 1 : -1)
        : (a, b) => size(a) - size(b) || a.row - b.row,
    );
    index.push({ kind, entries: rows.length ? entries : [] });
  }

  // Index what is not, at once or kind by kind, so that nobody who types has to wait.
  function ready() {
    while (index.length < kinds.ALL.length) build(kinds.ALL[index.length]);
  }

  function prepare() {
    if (index.length >= kinds.ALL.length) return;
    build(kinds.ALL[index.length]);
    setTimeout(prepare);
  }

  const tightened = (text) => text.replaceAll(" ", "");

  function rank({ spaced, tight, foreign }, { words, whole, together }) {
    if (tight.includes(together)) {
      if (tight.includes(`|${together}|`)) return EQUAL;
      if (tight.includes(`|${together}`)) return BEGINS;
      return spaced.includes(` ${whole}`) ? WORD : INSIDE;
    }
    if (foreign && foreign.includes(`|${together}`)) return abroad(foreign, together);
    const begins = (word) => spaced.includes(` ${word}`);
    if (!words.every((word) => (word.length < SHORT ? begins(word) : tight.includes(word))))
      return null;
    return words.every(begins) ? WORDS : ANY;
  }

  // In fifty languages every word begins some name: half of one must be typed.
  function abroad(foreign, together) {
    const rests = [...foreign.matchAll(new RegExp(`\\|${together}([^|]*)`, "g"))].map(
      ([, rest]) => rest.length,
    );
    const shortest = Math.min(...rests);
    return shortest === 0 ? EQUAL : shortest <= together.length ? WORD : null;
  }

  const asked = (text) => {
    const whole = folding.words(text);
    return { whole, words: whole.split(" "), together: tightened(whole) };
  };

  // What of a kind is found: how good the best is, how many, and the best rows. Those that are found
  // by their first name come before those found by another.
  function among({ kind, entries }, sought, most) {
    const ranks = [];
    for (const entry of entries) {
      const found = rank(entry, sought);
      if (found === null) continue;
      const second = entry.tight.indexOf(sought.together) > entry.tight.indexOf("|", 1);
      (ranks[2 * found + second] ||= []).push(entry);
    }
    const rows = ranks.flat();
    const best = Math.floor(ranks.findIndex(Boolean) / 2);
    // Titles of sources begin with whatever they are about.
    const place = Math.max(best, kind.table === "sources" ? WORD : EQUAL);
    return {
      kind,
      best,
      place,
      count: rows.length,
      rows: rows.slice(0, most).map(({ row }) => row),
    };
  }

  // What is found, the kind with the best first: `kind`, `count`, and `rows`, at most `most`.
  function find(text, most) {
    const sought = asked(text);
    if (sought.together.length < LEAST) return [];
    ready();
    return index
      .map((each) => among(each, sought, most))
      .filter(({ count }) => count)
      .sort((a, b) => a.place - b.place); // equals stay in the order of kinds
  }

  // A name of a row by which a text finds it; null if it is found by several.
  function name(names, text) {
    const { together } = asked(text);
    const fits = (one) => one && tightened(folding.words(String(one))).includes(together);
    return names.find(fits) ?? null;
  }

  // The ids of the two states that a text names, "Belarus China", in alphabetical order; null if
  // it names none or one.
  function pair(text) {
    const words = folding.words(text).split(" ");
    for (let cut = 1; cut < words.length; cut += 1) {
      const sides = [words.slice(0, cut), words.slice(cut)].map(state);
      if (sides[0] && sides[1] && sides[0] !== sides[1]) return sides.sort();
    }
    return null;
  }

  function state(words) {
    const typed = words.join(" ").replace(/^and | and$/g, "");
    if (typed.length < LEAST) return null;
    ready();
    const [states] = index;
    const { best, rows } = among(states, asked(typed), 1);
    return rows.length && best <= BEGINS ? data.table("countries").keyOf(rows[0]) : null;
  }

  return { LEAST, find, name, pair, prepare };
})();

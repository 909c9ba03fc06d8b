// What a text may mean in a column that does not take it. What is certain goes into the copy; all
// else is a hint, and a wrong hint is worse than none, so few kinds are known here.
const meant = (() => {
  const INVISIBLE = /[\u00ad\u200b\u2060\ufeff]/g;
  const DIRECTIONS = /[\u200c-\u200f\u202a-\u202e\u2066-\u2069]/;
  const SPACES = /[^\S\r\n]+/g;
  const GROUPED = /^[+-]?[0-9]{1,3}(?:[ '’_][0-9]{3})+(?:\.[0-9]+)?$/;
  const LIKENESS = 75; // of 100, below which the nearest text misleads
  const MANY = 5000;
  const LONGEST = 40; // characters of a text for which a like one is sought
  const SHORT = 5; // characters below which a key is a code
  const ABSENT = new Set("na n/a nan null none - -- ? unknown tbd #n/a nil nul".split(" "));
  const NAMES =
    "january february march april may june july august september october november december";
  const MONTHS = new Map(
    NAMES.split(" ").flatMap((name, place) =>
      [name, name.slice(0, 3), name.slice(0, 4)].map((short) => [short, place + 1]),
    ),
  );
  const TRUTHS = [
    ["true", new Set(["true", "t", "yes", "y", "1"])],
    ["false", new Set(["false", "f", "no", "n", "0"])],
  ];

  // Without needless spaces and invisible characters, in composed form.
  const tidy = (text) => text.normalize("NFC").replace(INVISIBLE, "").replace(SPACES, " ").trim();

  const certain = (text, why) => ({ text, why, certain: true });
  const likely = (text, why) => ({ text, why, certain: false });

  const iso = (year, month, day) =>
    values.isDay(Number(year), Number(month), Number(day))
      ? `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
      : "";

  function* dates(text, field) {
    let match = /^(\d{4})([/.\- ])(\d{1,2})\2(\d{1,2})$/.exec(text);
    if (match) yield certain(iso(match[1], match[3], match[4]), "date written year first");
    match = /^(\d{1,2})([/.\- ])(\d{1,2})\2(\d{4})$/.exec(text);
    if (match) {
      yield certain(iso(match[4], match[3], match[1]), "day first");
      yield certain(iso(match[4], match[1], match[3]), "month first");
    }
    const named =
      /^(?<d>\d{1,2})(?:st|nd|rd|th)?[ .\-/]+(?<m>\p{L}+)\.?,?[ \-/]+(?<y>\d{4})$/u.exec(text) ||
      /^(?<m>\p{L}+)\.? +(?<d>\d{1,2})(?:st|nd|rd|th)?,? +(?<y>\d{4})$/u.exec(text);
    const month = named && MONTHS.get(named.groups.m.toLowerCase());
    if (month) yield certain(iso(named.groups.y, month, named.groups.d), "date in words");
    match = field.edtf && /^(\p{L}+)\.?,?[ \-/]+(\d{4})$/u.exec(text);
    const alone = match && MONTHS.get(match[1].toLowerCase());
    if (alone) yield certain(iso(match[2], alone, 1).slice(0, 7), "vague date in words");
  }

  function* numbers(text, field) {
    if (GROUPED.test(text)) {
      const plain = text.replace(/[ '’_]/g, "");
      yield certain(plain, "number without thousands separators");
    }
    if (field.type === "integer" && /^[+-]?[0-9]+\.0+$/.test(text))
      yield certain(text.split(".")[0], "whole number without decimals");
  }

  function* spellings(text, field) {
    const label = headers.folded(text);
    for (const value of field.enum || [])
      if (label && headers.folded(value) === label)
        yield certain(value, "spelling of a listed value");
    if (field.pattern && /^[A-Za-z0-9-]+$/.test(text)) {
      yield certain(text.toLowerCase(), "upper and lower case");
      yield certain(text.toUpperCase(), "upper and lower case");
    }
  }

  // What a text may mean in a column; the first kind of which one fits.
  function readings(text, field) {
    const plain = tidy(text);
    if (DIRECTIONS.test(text) || !plain) return [];
    if (plain !== text && !values.fault(plain, field))
      return [certain(plain, "without needless spaces and invisible characters")];
    let found = [];
    if (field.type === "boolean") {
      const truth = TRUTHS.find(([, words]) => words.has(plain.toLowerCase()));
      if (truth) found = [certain(field[truth[0]][0], "spelling of a truth value")];
    } else if (field.type === "date" || field.edtf) found = [...dates(plain, field)];
    else if (field.type === "string") found = [...spellings(plain, field)];
    else found = [...numbers(plain, field)];
    const fitting = new Map();
    for (const one of found)
      if (one.text && one.text !== text && !values.fault(one.text, field) && !fitting.has(one.text))
        fitting.set(one.text, one);
    const several = fitting.size > 1;
    return [...fitting.values()].map((one) => (several ? { ...one, certain: false } : one));
  }

  const letters = (text) =>
    text
      .replace(/[^\p{L}\p{N}]/gu, " ")
      .trim()
      .toLowerCase();

  // Twice the letters that two texts have in common, in their order, in a hundred of both.
  function likeness(one, other) {
    let row = new Uint8Array(other.length + 1);
    for (const letter of one) {
      const next = new Uint8Array(row.length);
      for (let at = 1; at < row.length; at += 1)
        next[at] = letter === other[at - 1] ? row[at - 1] + 1 : Math.max(row[at], next[at - 1]);
      row = next;
    }
    return (200 * row[other.length]) / (one.length + other.length || 1);
  }

  // The known text that is most like another, two if they are equally like it.
  function nearest(text, known) {
    const own = letters(text);
    if (!own || own.length > LONGEST || known.length > MANY) return [];
    let best = [];
    let most = LIKENESS;
    for (const one of known) {
      const other = letters(one);
      const shorter = Math.min(own.length, other.length);
      if (other.length > 255 || 200 * shorter < most * (own.length + other.length)) continue;
      const score = likeness(own, other);
      if (score < most) continue;
      if (score > most) best = [];
      most = score;
      best.push(one);
    }
    return best.length < 3 ? best : [];
  }

  const isAbsent = (text) => ABSENT.has(text.trim().toLowerCase());

  function listed(text, field) {
    return isAbsent(text) ? [] : nearest(text, field.enum || []).map((one) => likely(one, ""));
  }

  // The words of a name in ASCII; "" where letters of another script would have to be read.
  function foldedName(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "");
    if (/[^\x20-\x7e]/.test(plain)) return "";
    const words = plain.replace(/['`]/g, "").replaceAll("&", " and ").replaceAll("+", " plus ");
    return (words.toLowerCase().match(/[a-z0-9]+/g) || []).join(" ");
  }

  // The rows of a table that a reference may mean: by name or code, else by likeness.
  function rows(text, target, keys) {
    const plain = tidy(text);
    if (plain !== text && keys.has(plain))
      return [certain(plain, "without needless spaces and invisible characters")];
    const named = data.names[target] || {};
    const name = foldedName(plain);
    if (isAbsent(text)) return [];
    if (name && Object.hasOwn(named, name))
      return Object.entries(named[name]).map(([key, why]) => likely(key, why));
    const near = nearest(text, [...keys]);
    const isName = text.trim().includes(" ");
    const isCode = (key) => key.length < SHORT && Math.abs(key.length - text.length) > 1;
    return isName || near.some(isCode) ? [] : near.map((key) => likely(key, ""));
  }

  const told = (found) =>
    found
      .slice(0, 3)
      .map(({ text, why }) => (why ? `“${text}” (${why})` : `“${text}”`))
      .join(" or ");

  return { readings, listed, rows, nearest, told };
})();

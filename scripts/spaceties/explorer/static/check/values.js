// Whether a column takes a text, by what the descriptor declares; nothing is known here of rows.
const values = (() => {
  const INTEGER = /^[+-]?[0-9]+$/;
  const NUMBER = /^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)$/i;
  const PART =
    /^(?:(?<decade>[0-9]{3})X|(?<year>[0-9]{4})(?:-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2}))?)?[?~%]?)$/;
  const patterns = new Map();

  function isDay(year, month, day) {
    const made = new Date(Date.UTC(2000, month - 1, day));
    made.setUTCFullYear(year, month - 1, day);
    return year >= 1 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  }

  function isDate(text) {
    const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    return Boolean(match) && isDay(...match.slice(1).map(Number));
  }

  // The first and last day of a part of a vague date as numbers yyyymmdd; null if it is none.
  function span(text) {
    const match = PART.exec(text);
    if (!match) return null;
    const { decade, year, month, day } = match.groups;
    if (decade)
      return decade === "000" ? null : [decade * 1e5 + 101, (decade * 10 + 9) * 1e4 + 1231];
    const [y, m, d] = [Number(year), Number(month || 0), Number(day || 0)];
    if (y < 1) return null;
    if (month === undefined) return [y * 1e4 + 101, y * 1e4 + 1231];
    if (day !== undefined) return isDay(y, m, d) ? Array(2).fill(y * 1e4 + m * 100 + d) : null;
    if (m >= 21 && m <= 24) {
      const first = 3 * (m - 20);
      const end = first === 12 ? (y + 1) * 1e4 + 231 : y * 1e4 + (first + 2) * 100 + 31;
      return [y * 1e4 + first * 100 + 1, end];
    }
    return m >= 1 && m <= 12 ? [y * 1e4 + m * 100 + 1, y * 1e4 + m * 100 + 31] : null;
  }

  function isVague(text) {
    if (!text.includes("/")) return span(text) !== null;
    const [first, last] = text.split("/");
    if (first === ".." && last === "..") return false;
    const [start, end] = [first, last].map((part) => (part === ".." ? null : span(part)));
    if ((first !== ".." && !start) || (last !== ".." && !end)) return false;
    return !start || !end || start[0] <= end[1];
  }

  function isOfType(text, field) {
    if (field.type === "integer") return INTEGER.test(text);
    if (field.type === "number") return NUMBER.test(text);
    if (field.type === "boolean") return field.true.includes(text) || field.false.includes(text);
    if (field.type === "date") return isDate(text);
    return true;
  }

  function fits(text, pattern) {
    if (!patterns.has(pattern)) {
      try {
        patterns.set(pattern, new RegExp(`^(?:${pattern})$`, "u"));
      } catch {
        patterns.set(pattern, null); // what this browser cannot read is not judged here
      }
    }
    const compiled = patterns.get(pattern);
    return !compiled || compiled.test(text);
  }

  // The code of what is wrong with a text that is not missing, null if the column takes it.
  function fault(text, field) {
    if (!field.type) return null;
    if (!isOfType(text, field)) return "S101";
    if (field.type === "string") {
      if (field.enum && !field.enum.includes(text)) return "S103";
      if (field.pattern && !fits(text, field.pattern)) return "S105";
      if (field.minLength !== undefined && [...text].length < field.minLength) return "S106";
      if (field.maxLength !== undefined && [...text].length > field.maxLength) return "S107";
    }
    if (["integer", "number"].includes(field.type)) {
      const number = Number(text);
      if (number < field.minimum) return "S108";
      if (number > field.maximum) return "S109";
      if (number <= field.exclusiveMinimum) return "S110";
      if (number >= field.exclusiveMaximum) return "S111";
    }
    return field.edtf && !isVague(text) ? "R001" : null;
  }

  return { fault, isDay };
})();

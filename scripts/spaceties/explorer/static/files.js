// Rows as files: CSV and XLSX to save, CSV and JSON to copy. A selection is { name, columns, rows }
// with columns as `labels` makes them.
const files = (() => {
  // What a spreadsheet takes for a formula: programs drop blanks, quotes and what has no width
  // before the sign, and a full-width sign is one too. An apostrophe keeps it text; numbers stay.
  const FORMULA =
    /^[\s"'`\u00ad\u2018-\u201f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
  const NUMBER = /^[+-]?\d+(\.\d+)?$/;
  const guarded = (text) => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);

  function cell(value) {
    if (value === null || value === undefined) return "";
    const text = typeof value === "string" ? guarded(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv({ columns, rows }) {
    const lines = rows.map((row) => columns.map(({ value }) => cell(value(row))).join(","));
    return [columns.map(({ name }) => cell(name)).join(","), ...lines, ""].join("\n");
  }

  function json({ columns, rows }) {
    const records = rows.map((row) =>
      Object.fromEntries(columns.map(({ name, value }) => [name, value(row) ?? null])),
    );
    return `${JSON.stringify(records, null, 1)}\n`;
  }

  // With the mark of UTF-8: without it, Excel takes a file that is opened by a click for one in the
  // alphabet of the machine, and every name with an accent is broken. What reads CSV by program
  // skips it (pandas, Polars, DuckDB, R); the files of the release have none.
  const marked = (text) => `\ufeff${text}`;

  // A name for a file: version and title, in letters that every disk takes.
  function named(title, ending) {
    const plain = title.normalize("NFKD").replaceAll(/[^\p{L}\p{N}]+/gu, "-");
    const slug = plain
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 80)
      .toLowerCase();
    return `${data.about.name}-${data.about.version}-${slug || "rows"}.${ending}`;
  }

  function save(name, content, type) {
    const url = URL.createObjectURL(new Blob([content], { type }));
    const link = dom.el("a", { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  return { csv, json, marked, named, save };
})();

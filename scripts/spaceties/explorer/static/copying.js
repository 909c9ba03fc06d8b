// Rows as CSV and JSON, for the clipboard.
const copying = (() => {
  // A spreadsheet would run text that begins so; an apostrophe keeps it text. Numbers stay.
  function guarded(text) {
    return /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  }

  function cell(value) {
    if (value === null) return "";
    const text = typeof value === "string" ? guarded(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  function csv(table, rows, fields) {
    const lines = rows.map((row) => fields.map((name) => cell(table.get(row, name))).join(","));
    return [fields.join(","), ...lines, ""].join("\n");
  }

  function json(table, rows, fields) {
    const records = rows.map((row) =>
      Object.fromEntries(fields.map((name) => [name, table.get(row, name)])),
    );
    return `${JSON.stringify(records, null, 1)}\n`;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages without permission for the clipboard may still copy a selection.
      const box = dom.el("textarea", { "aria-hidden": "true" });
      box.value = text;
      document.body.append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  // Buttons that copy what `current()` gives: table, rows, fields.
  function buttons(current) {
    const one = (name, make) =>
      dom.button(`Copy as ${name}`, async () => {
        const { table, rows, fields } = current();
        const done = await copy(make(table, rows, fields));
        dom.say(
          done
            ? `${dom.plural(rows.length, "row")} copied as ${name}`
            : "The browser did not let the page copy",
        );
      });
    return dom.el("div.buttons", {}, one("CSV", csv), one("JSON", json));
  }

  return { csv, json, copy, buttons };
})();

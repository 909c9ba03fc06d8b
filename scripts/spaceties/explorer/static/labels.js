// Columns of files: beside each id that names a row stand its name or title, and the address of a
// source. A column is { name, type, value(row), meaning? }; types: text, number, date, boolean.
const labels = (() => {
  const TYPES = { integer: "number", number: "number", boolean: "boolean" };

  // Vague dates too: where each is a day, a workbook holds days.
  const typeOf = ({ type }) => (type.includes("date") ? "date" : TYPES[type] || "text");

  // What a key of this table is called, null if it has no other name.
  function called(to, key) {
    const named = to === null || key === null ? null : data.label(to, key);
    return named === key ? null : named;
  }

  function address(to, key) {
    const row = to === null || key === null ? -1 : data.table(to).find(key);
    return row < 0 ? null : data.table(to).get(row, "url");
  }

  // `id` with what it names; refers: the table of a row's id, null where it names none.
  function beside(name, id, refers, { meaning, tables, taken = [] }) {
    const stem = name.replace(/_(?:id|key)$/, "");
    const source = tables.length === 1 && tables[0] === "sources";
    const label = source ? `${stem}_title` : stem === name ? `${name}_name` : stem;
    const made = [{ name, type: "text", value: id, meaning }];
    const add = (title, value, said) =>
      taken.includes(title) || made.push({ name: title, type: "text", value, meaning: said });
    const named = tables.some((one) =>
      ["name", "title", "paraphrase"].some((field) => data.table(one)?.at.has(field)),
    );
    if (named) add(label, (row) => called(refers(row), id(row)), `Name or title of ${name}.`);
    if (source) add(`${stem}_url`, (row) => address(refers(row), id(row)), `Address of ${name}.`);
    return made;
  }

  // The columns of a field of a table.
  function ofField(table, field) {
    const value = (row) => table.get(row, field.name);
    const meaning = dom.plain(field.meaning);
    const refers = (row) => data.target(table, row, field.name)?.table ?? null;
    const named = field.refers_to ? [field.refers_to] : table.field("table")?.values || [];
    if (field.refers_to || ["row_id", "row_key"].includes(field.name)) {
      const taken = table.fields.map((one) => one.name);
      const tables = named.length ? named : ["agreements"];
      return beside(field.name, value, refers, { meaning, tables, taken });
    }
    return [{ name: field.name, type: typeOf(field), value, meaning }];
  }

  // The columns of a column of a grid: `to` is the table that its ids name (or a function of a row
  // that gives it), `field` the field that it shows or `fields` those; `raw` gives what a file holds
  // in place of words.
  function ofColumn(column) {
    if (column.fields) return column.fields.flatMap((field) => ofField(column.table, field));
    if (column.field) return ofField(column.table, column.field);
    if (column.to) {
      const { title: name, value: id, to } = column;
      const refers = typeof to === "function" ? to : () => to;
      const tables = typeof to === "function" ? ["agreements"] : [to];
      return beside(`${name}_id`, id, refers, { tables, meaning: column.help });
    }
    const type = column.numeric ? "number" : column.short ? "date" : "text";
    const value = column.raw || column.value;
    return [{ name: column.title, type, value, meaning: column.help }];
  }

  return { ofField, ofColumn };
})();

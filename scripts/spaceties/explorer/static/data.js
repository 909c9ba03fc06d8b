// The tables: unpacked once, then looked up by column, key and reference.
const data = (() => {
  class Table {
    constructor(raw) {
      Object.assign(this, raw);
      // Columns that recur in step, as a code and its name do, have their places once.
      for (const one of raw.columns) if ("as" in one) one.at = raw.columns[one.as].at;
      const [first = []] = raw.columns;
      this.length = (Array.isArray(first) ? first : first.at).length;
      this.at = new Map(raw.fields.map((field, place) => [field.name, place]));
      this.indexes = new Map();
    }

    field(name) {
      return this.fields[this.at.get(name)];
    }

    get(row, name) {
      const place = this.at.get(name);
      return place === undefined ? null : this.column(place)[row];
    }

    // Text that recurs lies in a column once, with the place of each cell, until somebody asks.
    column(place) {
      const held = this.columns[place];
      if (!Array.isArray(held)) this.columns[place] = held.at.map((at) => held.values[at]);
      return this.columns[place];
    }

    keyOf(row) {
      return this.key.map((name) => this.get(row, name)).join("|");
    }

    // Row numbers by the value of a field; of the key if no field is named.
    index(name = "") {
      if (!this.indexes.has(name)) {
        const rowsOf = new Map();
        for (let row = 0; row < this.length; row += 1) {
          const value = name ? this.get(row, name) : this.keyOf(row);
          if (value === null) continue;
          if (rowsOf.has(value)) rowsOf.get(value).push(row);
          else rowsOf.set(value, [row]);
        }
        this.indexes.set(name, rowsOf);
      }
      return this.indexes.get(name);
    }

    find(key) {
      const rows = this.index().get(key);
      return rows ? rows[0] : -1;
    }

    rows() {
      return Array.from({ length: this.length }, (_, row) => row);
    }
  }

  let held = null;

  async function unpack(text) {
    // Older browsers have no fromBase64.
    const bytes = Uint8Array.fromBase64
      ? Uint8Array.fromBase64(text)
      : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  async function load() {
    const script = document.getElementById("packed");
    held = await unpack(script.textContent.trim());
    script.remove();
    held.tables = new Map(held.tables.map((raw) => [raw.name, new Table(raw)]));
  }

  const table = (name) => held.tables.get(name);

  // What to call a row: its name or title, else what its key names, else its key.
  function label(name, key) {
    const named = table(name);
    const row = named ? named.find(key) : -1;
    if (row < 0) return key;
    const own = ["name", "title", "paraphrase"].map((field) => named.get(row, field)).find(Boolean);
    if (own || named.key.length < 2) return own || key;
    return named.key
      .map((field) => {
        const to = named.field(field).refers_to;
        const part = String(named.get(row, field));
        return to ? label(to, part) : part.replaceAll("_", " ");
      })
      .join(", ");
  }

  // Where a cell leads: the table and key of the row that it names, null if it names none.
  function target(from, row, name) {
    const value = from.get(row, name);
    if (value === null) return null;
    const field = from.field(name);
    let to = field.refers_to;
    if (!to && from.name === "ties" && name === "row_id") to = from.get(row, "table");
    if (!to && ["claims", "audits"].includes(from.name) && name === "row_key")
      to = from.get(row, "table");
    return to && table(to) && table(to).find(value) >= 0 ? { table: to, key: value } : null;
  }

  // The fields of other tables whose cells name rows of this one.
  function referring(name) {
    const fields = [];
    for (const other of held.tables.values()) {
      for (const field of other.fields) {
        if (field.refers_to === name) fields.push({ table: other, field: field.name });
      }
    }
    return fields;
  }

  const parts = {
    load,
    table,
    label,
    target,
    referring,
    get all() {
      return [...held.tables.values()];
    },
  };
  // What else a page holds, under its own name, once it is unpacked.
  for (const name of [
    "about",
    "blocs",
    "support",
    "rates",
    "portraits",
    "numeric",
    "pages",
    "names",
    "search",
    "views",
    "template",
  ])
    Object.defineProperty(parts, name, { get: () => held[name] });
  return parts;
})();

// A workbook (XLSX): its cells as the text that the tables would write. What a sheet may show
// otherwise than its cell holds is marked as not sure, and nothing is told of it.
const workbook = (() => {
  const MOST_BYTES = 64 * 1024 * 1024; // of all parts, unpacked
  const ESCAPED = /_x[0-9A-Fa-f]{4}_/;
  const FIRST_SURE_DAY = 61; // before, spreadsheets count a day that there was not
  // Number formats that have no text in the file, as far as they show days or times.
  const isBuiltInDate = (id) => (id >= 14 && id <= 22) || (id >= 27 && id <= 58 && id !== 48);

  const all = (node, name) => [...node.getElementsByTagNameNS("*", name)];

  function unzipped(bytes, wanted) {
    let size = 0;
    const filter = (part) => {
      size += part.originalSize;
      if (size > MOST_BYTES) throw new Unread("the workbook is too large when unpacked");
      return wanted(part.name);
    };
    try {
      return fflate.unzipSync(bytes, { filter });
    } catch (error) {
      if (error instanceof Unread) throw error;
      throw new Unread("the workbook is damaged or cut short; save it again");
    }
  }

  function parsed(parts, path) {
    if (!parts[path]) throw new Unread("a zip archive, not a workbook of XLSX");
    const text = new TextDecoder().decode(parts[path]);
    const tree = new DOMParser().parseFromString(text, "application/xml");
    if (all(tree, "parsererror").length || text.includes("<!DOCTYPE"))
      throw new Unread("the workbook is damaged; save it again");
    return tree;
  }

  const resolved = (target, folder) => {
    const names = [];
    const path = target.startsWith("/") ? target.slice(1) : `${folder}/${target}`;
    for (const name of path.split("/")) {
      if (name === "..") names.pop();
      else if (name && name !== ".") names.push(name);
    }
    return names.join("/");
  };

  function related(parts, path) {
    const [, folder, file] = /^(.*?)([^/]*)$/.exec(path);
    const name = `${folder}_rels/${file}.rels`;
    if (!parts[name]) return [];
    return all(parsed(parts, name), "Relationship").map((one) => ({
      id: one.getAttribute("Id"),
      type: (one.getAttribute("Type") || "").replace(/.*\//, ""),
      path: resolved(one.getAttribute("Target") || "", folder),
    }));
  }

  // The text of <si> and <is>: its runs, without how it is pronounced.
  const runs = (node) =>
    all(node, "t")
      .filter((one) => one.parentNode.localName !== "rPh")
      .map((one) => one.textContent)
      .join("");

  // What each style shows: "plain", "day" or "other".
  function shown(styles) {
    if (!styles) return [];
    const own = new Map(
      all(styles, "numFmt").map((one) => [
        one.getAttribute("numFmtId"),
        one.getAttribute("formatCode") || "",
      ]),
    );
    const [formats] = all(styles, "cellXfs");
    return (formats ? all(formats, "xf") : []).map((one) => {
      const id = one.getAttribute("numFmtId") || "0";
      const form = (own.get(id) || "").replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, "");
      if (/[dmyhsbeg]/i.test(form) || (!own.has(id) && isBuiltInDate(Number(id)))) return "day";
      return id === "0" || id === "49" || /^(general|@)$/i.test(own.get(id) || "")
        ? "plain"
        : "other";
    });
  }

  function day(serial, since1904) {
    const count = serial + (since1904 ? 1462 : 0);
    if (!Number.isInteger(count) || count < FIRST_SURE_DAY || count > 2_958_465) return null;
    return new Date(Date.UTC(1899, 11, 30 + count)).toISOString().slice(0, 10);
  }

  // A number as a spreadsheet keeps it: fifteen digits, no exponent.
  function numeral(raw) {
    const number = Number(Number(raw).toPrecision(15));
    const text = String(number);
    const sure = Number.isFinite(number) && Math.abs(number) < 1e15 && !text.includes("e");
    return { text: sure ? text : raw, sure };
  }

  function cellOf(node, book) {
    const kind = node.getAttribute("t") || "n";
    const [formula] = all(node, "f");
    const [value] = all(node, "v");
    const held = { node, computed: Boolean(formula) };
    if (kind === "inlineStr") {
      const text = runs(node);
      return { ...held, text, sure: !ESCAPED.test(text) };
    }
    const raw = value ? value.textContent : "";
    if (!value || (!raw && formula && kind !== "str"))
      return { ...held, text: "", sure: !formula, uncomputed: Boolean(formula) };
    if (kind === "s") {
      if (!(raw in book.texts)) throw new Unread("the workbook is damaged; save it again");
      return { ...held, text: book.texts[raw], sure: !ESCAPED.test(book.texts[raw]) };
    }
    if (kind === "str") return { ...held, text: raw, sure: !ESCAPED.test(raw) };
    if (kind === "e") return { ...held, text: raw.trim(), sure: true };
    if (kind === "b")
      return { ...held, text: ["1", "true"].includes(raw.trim()) ? "true" : "false", sure: true };
    if (kind === "d") return { ...held, text: raw.trim(), sure: false };
    const style = book.shown[Number(node.getAttribute("s") || 0)] || "plain";
    if (style === "day")
      return { ...held, text: day(Number(raw), book.since1904) || raw.trim(), sure: false };
    // A file without a program to compute it says 0 for what is not known.
    const sure = !(formula && Number(raw) === 0);
    const plain = numeral(raw.trim());
    return { ...held, text: plain.text, sure: sure && plain.sure, formatted: style === "other" };
  }

  const place = (letters) =>
    [...letters].reduce((sum, letter) => 26 * sum + letter.charCodeAt(0) - 64, 0) - 1;

  function lines(tree, book) {
    const found = [];
    let number = 0;
    for (const row of all(tree, "row")) {
      number = Number(row.getAttribute("r")) || number + 1;
      const cells = [];
      let at = -1;
      for (const node of [...row.children].filter((one) => one.localName === "c")) {
        const named = /^[A-Z]+/.exec(node.getAttribute("r") || "");
        at = named ? place(named[0]) : at + 1;
        if (at < 0 || at >= 200) throw new Unread("it has more than 200 columns");
        cells[at] = cellOf(node, book);
      }
      const filled = Array.from(cells, (cell) => cell || { text: "", sure: true });
      if (filled.some((cell) => cell.text.trim() || cell.uncomputed))
        found.push({ number, cells: filled, stray: [] });
      if (found.length > delimited.MOST_ROWS) throw new Unread("it has more than 100,000 rows");
    }
    return found;
  }

  function read(bytes) {
    if (bytes[0] === 0xd0) throw new Unread("an old workbook (.xls); save it as .xlsx");
    const parts = unzipped(bytes, (name) => /\.(?:xml|rels)$/.test(name) || name === "mimetype");
    if (parts.mimetype) throw new Unread("an OpenDocument file; save it as .xlsx or .csv");
    const root = related(parts, "").find((one) => one.type === "officeDocument");
    const path = root ? root.path : "xl/workbook.xml";
    const tree = parsed(parts, path);
    const relations = related(parts, path);
    const part = (type) => {
      const found = relations.find((one) => one.type === type && parts[one.path]);
      return found && parsed(parts, found.path);
    };
    const shared = part("sharedStrings");
    const [settings] = all(tree, "workbookPr");
    const book = {
      texts: shared ? all(shared, "si").map(runs) : [],
      shown: shown(part("styles")),
      since1904: settings && ["1", "true"].includes(settings.getAttribute("date1904")),
    };
    const sheets = all(tree, "sheet").flatMap((sheet) => {
      const id = [...sheet.attributes].find((one) => /(^|:)id$/.test(one.name));
      const found = relations.find((one) => id && one.id === id.value);
      if (!found || found.type !== "worksheet") return [];
      const own = parsed(parts, found.path);
      const isMerged = all(own, "mergeCell").length > 0;
      const name = sheet.getAttribute("name");
      return [{ name, path: found.path, tree: own, isMerged, lines: lines(own, book) }];
    });
    return { bytes, sheets };
  }

  const isOne = (bytes) =>
    (bytes[0] === 0xd0 && bytes[1] === 0xcf) ||
    (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5));

  return { read, isOne, unzipped };
})();

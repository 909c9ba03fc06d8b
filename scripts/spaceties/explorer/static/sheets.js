// Workbooks (XLSX), as few parts of ECMA-376 as a spreadsheet needs: a sheet of rows with one type
// for each column, and one that says what they are. Texts are inline and never formulas.
const sheets = (() => {
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const [CHARACTERS, DIGITS, WIDEST, SAMPLED] = [32_767, 15, 60, 200];
  // Excel takes 1900 for a leap year: before March, its numbers of days are not those of others.
  const FIRST_DAY = "1900-03-01";
  const DAY = /^\d{4}-\d{2}-\d{2}$/;
  const [PLAIN, BOLD, DATE, WRAP] = [0, 1, 2, 3]; // of the styles below
  const STYLES = `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

  // Most texts are these letters alone, and are quick to write.
  const HARMLESS = /^[ !#-%'-;=?-^`-~\u00a0-\ud7ff]*$/;
  // eslint-disable-next-line no-control-regex
  const UNWRITABLE = /[\x00-\x08\x0b-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

  // Text for XML: what it cannot hold is written as _xHHHH_, as is what looks like that.
  function written(whole) {
    const text = whole.slice(0, CHARACTERS);
    if (HARMLESS.test(text)) return text;
    const code = (sign) => sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    const kept = text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_");
    return dom.escaped(kept.replaceAll(UNWRITABLE, (sign) => `_x${code(sign)}_`));
  }

  function letters(place) {
    const before = Math.floor(place / 26);
    return (before ? letters(before - 1) : "") + String.fromCharCode(65 + (place % 26));
  }

  const text = (at, value, style = PLAIN) =>
    `<c r="${at}" t="inlineStr"${style ? ` s="${style}"` : ""}><is><t xml:space="preserve">${written(String(value))}</t></is></c>`;

  const serial = (day) => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + 25_569;

  // How all cells of a column are written: as what they are, if every one can be.
  function kindOf({ type }, values) {
    const fits = {
      number: (one) => typeof one === "number" && Math.abs(one) < 10 ** DIGITS,
      boolean: (one) => typeof one === "boolean",
      date: (one) => DAY.test(one) && one >= FIRST_DAY,
    }[type];
    return fits && values.every(fits) ? type : "text";
  }

  const WRITERS = {
    text,
    number: (at, value) => `<c r="${at}"><v>${value}</v></c>`,
    boolean: (at, value) => `<c r="${at}" t="b"><v>${Number(value)}</v></c>`,
    date: (at, value) => `<c r="${at}" s="${DATE}"><v>${serial(value)}</v></c>`,
  };

  const widths = (all) =>
    `<cols>${all.map((width, place) => `<col min="${place + 1}" max="${place + 1}" width="${width}" customWidth="1"/>`).join("")}</cols>`;

  // The sheet of the rows: its first line stays in sight, is printed on each page and sifts.
  function table({ columns, rows }) {
    const filled = (cell) => (cell === undefined || cell === "" ? null : cell);
    const held = columns.map(({ value }) => rows.map((row) => filled(value(row))));
    const some = held.map((cells) => cells.filter((one) => one !== null));
    const writers = columns.map((column, place) => WRITERS[kindOf(column, some[place])]);
    const names = columns.map((_, place) => letters(place));
    const lines = rows.map((_, row) => {
      const cells = held.map((column, place) =>
        column[row] === null ? "" : writers[place](names[place] + (row + 2), column[row]),
      );
      return `<row r="${row + 2}">${cells.join("")}</row>`;
    });
    const longest = (name, cells) =>
      Math.max(name.length + 3, ...cells.slice(0, SAMPLED).map((one) => String(one).length + 1));
    const wide = columns.map(({ name }, place) => Math.min(longest(name, some[place]), WIDEST));
    const head = columns.map(({ name }, place) => text(`${names[place]}1`, name, BOLD));
    const all = `A1:${letters(columns.length - 1)}${rows.length + 1}`;
    return `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths(wide)}<sheetData><row r="1">${head.join("")}</row>${lines.join("")}</sheetData><autoFilter ref="${all}"/><pageSetup orientation="landscape" fitToHeight="0"/></worksheet>`;
  }

  // What the rows are, as lines of a name and a text.
  function about(facts) {
    const lines = facts.map(
      ([name, said], row) =>
        `<row r="${row + 1}">${text(`A${row + 1}`, name, BOLD)}${text(`B${row + 1}`, said, WRAP)}</row>`,
    );
    return `<worksheet xmlns="${MAIN}">${widths([28, 100])}<sheetData>${lines.join("")}</sheetData></worksheet>`;
  }

  // A name that a sheet may bear.
  const sheetName = (name) =>
    name
      .replaceAll(/[[\]:*?/\\']/g, " ")
      .trim()
      .slice(0, 31) || "rows";

  // The bytes of a workbook of a selection; facts: what else is to be known of it.
  function xlsx(selection, facts) {
    const last = letters(selection.columns.length - 1) + (selection.rows.length + 1);
    const name = sheetName(selection.name.toLowerCase() === "about" ? "rows" : selection.name);
    const quoted = written(`'${name}'`);
    const parts = {
      "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${KIND}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`,
      "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${RELS}"><sheets><sheet name="${written(name)}" sheetId="1" r:id="rId1"/><sheet name="about" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${quoted}!$A$1:$${last.replace(/\d/, "$$$&")}</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">${quoted}!$1:$1</definedName></definedNames></workbook>`,
      "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELS}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${RELS}/styles" Target="styles.xml"/></Relationships>`,
      "xl/styles.xml": STYLES,
      "xl/worksheets/sheet1.xml": table(selection),
      "xl/worksheets/sheet2.xml": about(facts),
    };
    const bytes = Object.entries(parts).map(([path, xml]) => [path, fflate.strToU8(HEAD + xml)]);
    return fflate.zipSync(Object.fromEntries(bytes), { level: 4, mtime: "1980-01-01T12:00:00" });
  }

  return { xlsx, TYPE: `${KIND}.sheet` };
})();

// Contributed files held against the tables. Whatever is told here `spaceties check` tells as well,
// at the same cell; where that is not certain, nothing is told.
const judge = (() => {
  const ERROR_VALUE = /^#(?:REF!|DIV\/0!|VALUE!|NAME\?|N\/A|NULL!|NUM!)$/;
  const NUMERAL = /^[+-]?[0-9]{0,15}\.?[0-9]{1,15}(?:[eE][+-]?[0-9]{1,2})?$/;
  const CLOCK = /^[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const MOST_HINTS = 100; // unknown references for which a like one is sought
  const KEY_PARTS = "|";

  const textOf = (value) => (value === null || value === undefined ? "" : String(value));
  const plainBreaks = (text) => text.replace(/\r\n?/g, "\n");

  // Whether a text says what the table has, or may be what a spreadsheet made of it.
  function isSame(field, text, stored) {
    const before = textOf(stored);
    if (text === before) return true;
    if (!text || !before) return false;
    if (field.type === "integer" || field.type === "number") return Number(text) === Number(before);
    if (field.type === "boolean") return text.toLowerCase() === before.toLowerCase();
    return NUMERAL.test(before) || CLOCK.test(before) || DAY.test(text);
  }

  // Labels that no column bears, that are there twice, or that are missing above cells.
  function labelProblems(head, tell) {
    const { texts, table, body, line } = head;
    for (const index of head.strange) {
      const free = table.fields.map((one) => one.name).filter((name) => !head.columns.has(name));
      const near = meant.nearest(headers.folded(texts[index]), free);
      tell({
        code: "F314",
        line,
        column: texts[index],
        index,
        value: texts[index],
        message: `the table ${table.name} has no such column; it was not read`,
        hint: near.length === 1 ? `“${near[0]}”` : "",
      });
    }
    for (const index of head.repeated)
      tell({
        code: "F316",
        line,
        column: texts[index],
        index,
        value: texts[index],
        message: "an earlier column is the same; this one was not read",
      });
    texts.forEach((text, index) => {
      if (headers.folded(text) || text) return;
      if (body.some((one) => one.cells[index] && one.cells[index].text.trim()))
        tell({ code: "F317", line, index, message: `column ${index + 1} has cells but no name` });
    });
  }

  const isFilled = (cell) => Boolean(cell.text.trim() || cell.uncomputed);

  // Too many or too few cells of a line of text, and quotes that are wrong: the row is not judged
  // further.
  function formProblem(line, head) {
    const width = head.texts.length;
    const count = line.cells.length;
    const extra = line.cells.slice(width).find((cell) => cell.text.trim());
    const said = `the row has ${count} cells, the header has ${width}`;
    const hint = "a cell that holds the delimiter must stand in quotes";
    const [index] = line.stray;
    if (index === undefined) {
      if (extra) return { code: "F312", value: extra.text, message: said, hint };
      return count < width ? { code: "F311", message: said } : null;
    }
    return {
      code: "F308",
      index,
      column: [...head.columns].find(([, at]) => at === index)?.[0] || head.texts[index],
      value: line.cells[index].text,
      message: "a quote stands inside an unquoted cell or after the end of a quoted one",
      hint: 'put the whole cell in quotes and double those inside: "a ""word"" here"',
    };
  }

  // A line with hardly anything that a row needs, such as a total, a note or units: whether it is a
  // row, only `spaceties check` tells.
  function isHardlyARow(cells, table) {
    const needed = table.fields.filter((field) => field.required && cells.has(field.name));
    const filled = needed.filter((field) => isFilled(cells.get(field.name))).length;
    const id = cells.get(table.key[0]).text.trim();
    const few = filled <= (needed.length < 8 ? 1 : 2);
    const isNamed = id && !id.includes(" ");
    return needed.length >= 4 && (few || (!isNamed && 3 * (filled - 1) <= needed.length));
  }

  // Cells of a sheet that stand beyond its header spoil no row; they are told once.
  function beyondProblem(head) {
    const width = head.texts.length;
    const extra = ({ cells }) => cells.slice(width).find((cell) => cell.text.trim());
    const line = head.body.find(extra);
    if (!line) return null;
    return {
      code: "F312",
      line: line.number,
      value: extra(line).text,
      message: `cells stand beyond the header, which has ${width} columns; they were not read`,
      hint: "name the column of the cell, or empty the cell",
    };
  }

  const UNCOMPUTED = {
    code: "F326",
    message: "the cell is a formula and the workbook does not hold its value",
    hint: "open and save the workbook in a spreadsheet program, or paste the value",
  };

  // One sheet as rows of its table. hasGaps: whether rows may be missing among those read.
  function contribution(file, sheet, label) {
    if (sheet.isMerged)
      throw new Unread("it has merged cells, whose values only a program can share out");
    const head = headers.read(sheet.lines);
    const { table, columns } = head;
    const made = {
      file,
      sheet,
      label,
      table,
      columns,
      head,
      rows: [],
      problems: [],
      hasGaps: false,
    };
    const tell = (problem) =>
      made.problems.push({ severity: "error", hint: "", value: "", ...problem });
    labelProblems(head, tell);
    made.lacksColumns = head.strange.length > 0;
    const beyond = file.isText ? null : beyondProblem(head);
    if (beyond) tell(beyond);
    const [first] = table.key;
    for (const line of head.body) {
      const cellAt = (index) => line.cells[index] || { text: "", sure: true };
      const cells = new Map();
      for (const [name, index] of columns) cells.set(name, cellAt(index));
      if (![...cells.values()].some(isFilled)) continue;
      if (cells.get(first).text.trim().toLowerCase().startsWith(data.template.mark)) continue;
      if (![...cells.values()].some((cell) => cell.text.trim())) {
        for (const [column, index] of columns)
          if (cells.get(column).uncomputed)
            tell({ line: line.number, column, index, ...UNCOMPUTED });
        made.hasGaps = true;
        continue;
      }
      // The header again, and blanks before quotes: of such accidents the page tells nothing.
      const isHeader = (cell, index) => cell.text.trim() && cell.text.trim() === head.texts[index];
      if (
        2 * line.cells.filter(isHeader).length > head.texts.length ||
        line.stray.some((index) => /^\s+"/.test(line.cells[index].text)) ||
        isHardlyARow(cells, table)
      ) {
        made.hasGaps = true;
        continue;
      }
      const wrong = file.isText ? formProblem(line, head) : null;
      if (wrong) {
        tell({ line: line.number, ...wrong });
        made.hasGaps = true;
        continue;
      }
      made.rows.push({ line: line.number, cells, found: new Map() });
    }
    return made;
  }

  const keyOf = (row, table) => table.key.map((name) => row.cells.get(name).text);

  // What is known of each row before its cells are judged: its key, and the row that has it.
  function identify(made, seen) {
    const { table } = made;
    for (const row of made.rows) {
      const parts = keyOf(row, table);
      row.isKeySure = table.key.every((name) => isSure(row.cells.get(name), table.field(name)));
      row.key = parts.every(Boolean) ? parts.join(KEY_PARTS) : "";
      row.stored = row.key ? table.find(row.key) : -1;
      row.first = row.key ? seen.get(row.key) : undefined;
      if (row.key && !row.first) seen.set(row.key, { made, row });
      if (row.first) row.stored = -1;
      made.hasGaps ||= !row.isKeySure || !row.key;
    }
  }

  const isSure = (cell, field) =>
    cell.sure && !(cell.formatted && (field.type === "string" || field.edtf));

  // What is wrong with one cell by itself or as a reference.
  function cellProblem(made, row, field, state) {
    const { table } = made;
    const cell = row.cells.get(field.name);
    if (!cell) {
      if (!field.required || row.stored >= 0 || made.lacksColumns) return null;
      return { code: "S102", hint: `the file has no column ${field.name}` };
    }
    if (cell.uncomputed) return UNCOMPUTED;
    const { text } = cell;
    if (!isSure(cell, field)) return null;
    if (ERROR_VALUE.test(text.trim()))
      return {
        code: "F325",
        message: "the cell holds the error value of a spreadsheet",
        hint: "leave the cell empty if the value is missing",
      };
    if (row.stored >= 0 && isSame(field, plainBreaks(text), table.get(row.stored, field.name)))
      return null;
    if (!text.trim()) {
      if (!field.required) return null;
      return { code: "S102", hint: text ? "the cell holds only spaces" : "" };
    }
    const target = table.foreign[field.name];
    if (target) {
      const keys = state.keys(target);
      if (!keys.has(text)) return state.isWhole(target) ? unknown(text, target, keys, state) : null;
    }
    const code = values.fault(text, field);
    if (!code) return null;
    const found = meant.readings(text, field);
    const hinted = found.length ? found : meant.listed(text, field);
    return { code, found: hinted };
  }

  function unknown(text, target, keys, state) {
    const seen = `${target} ${text}`;
    if (!state.hints.has(seen)) {
      const few = state.hints.size < MOST_HINTS;
      state.hints.set(seen, few ? meant.rows(text, target, keys) : []);
    }
    const found = state.hints.get(seen);
    return { code: "K205", found, message: `has no match in ${target}` };
  }

  // Untidy text in a column that takes it.
  function untidy(row, field) {
    const cell = row.cells.get(field.name);
    if (!cell || !isSure(cell, field) || !/^ *[^\s]+(?: [^\s]+)* *$/.test(cell.text)) return null;
    if (cell.text === cell.text.trim()) return null;
    const found = meant.readings(cell.text, field);
    if (!found.length) return null;
    return { code: "F328", severity: "warning", found, message: "needless spaces" };
  }

  function rowProblems(made, state) {
    const { table } = made;
    for (const row of made.rows) {
      const tell = (field, problem) => {
        const index = made.columns.get(field.name);
        const cell = row.cells.get(field.name);
        const { found = [], ...rest } = problem;
        const [one] = found;
        const isFix = found.length === 1 && one.certain && !cell.computed;
        const fix = isFix ? one.text : null;
        made.problems.push({
          severity: "error",
          message: field.says[problem.code] || "no calendar has such a day",
          value: cell ? cell.text : "",
          ...rest,
          hint: rest.hint || meant.told(found),
          line: row.line,
          column: field.name,
          index,
          fix,
          cell,
        });
        row.found.set(field.name, problem.code);
      };
      if (row.first && row.isKeySure && table.key.length === 1) {
        const field = table.field(table.key[0]);
        const where = `line ${row.first.row.line} of ${row.first.made.label}`;
        tell(field, {
          code: "K201",
          message: "this key stands above",
          hint: `the first is on ${where}`,
        });
      }
      for (const field of table.fields) {
        if (row.found.has(field.name)) continue;
        const problem = cellProblem(made, row, field, state) || untidy(row, field);
        if (problem) tell(field, problem);
      }
      if (!row.first) repeated(made, row, state, tell);
    }
  }

  // Columns whose values may stand only once, in these files and in the tables.
  function repeated(made, row, state, tell) {
    const { table } = made;
    if (row.stored >= 0 || !row.isKeySure) return;
    for (const field of table.fields) {
      const cell = row.cells.get(field.name);
      if (!field.unique || !cell || !cell.text || row.found.has(field.name)) continue;
      if (!isSure(cell, field)) continue;
      const stored = (table.index(field.name).get(cell.text) || []).find((at) => {
        const sent = state.sent(table, at);
        const own = sent && sent.row.cells.get(field.name);
        return !own || own.text === cell.text;
      });
      const id = `${table.name} ${field.name} ${cell.text}`;
      const above = state.values.get(id);
      if (!above) state.values.set(id, `on line ${row.line} of ${made.label}`);
      const other = stored === undefined ? above : `the row ${table.keyOf(stored)}`;
      const message = "is there already, and may be only once";
      if (other) tell(field, { code: "K203", message, hint: `the other is ${other}` });
    }
  }

  // Rows that are held already, and what they would change.
  function changes(made) {
    const { table } = made;
    return made.rows
      .filter((row) => row.stored >= 0)
      .map((row) => {
        const cells = table.fields.filter((field) => {
          const cell = row.cells.get(field.name);
          if (!cell || !isSure(cell, field)) return false;
          return !isSame(field, plainBreaks(cell.text), table.get(row.stored, field.name));
        });
        return {
          line: row.line,
          key: row.key,
          cells: cells.map((field) => ({
            name: field.name,
            before: textOf(table.get(row.stored, field.name)),
            after: row.cells.get(field.name).text,
          })),
        };
      });
  }

  // files: {name, bytes}. Gives what was read of each, with its problems, and what was not.
  function judged(files) {
    const result = { files: [], contributions: [], unread: [] };
    let isWhole = true;
    for (const { name, bytes } of files) {
      const file = { name, isText: !workbook.isOne(bytes) };
      try {
        Object.assign(
          file,
          file.isText ? delimited.read(bytes, headers.recognised) : workbook.read(bytes),
        );
        let { sheets } = file;
        for (const helpers of data.template.helpers) {
          const own = sheets.filter((sheet) => !helpers.includes(sheet.name));
          const hasAll = sheets.length - own.length === helpers.length;
          if (hasAll && own.length) sheets = own;
        }
        const unread = [];
        const made = sheets.flatMap((sheet) => {
          const label = sheets.length > 1 ? `${name} [${sheet.name}]` : name;
          try {
            return [contribution(file, sheet, label)];
          } catch (error) {
            if (!(error instanceof Unread)) throw error;
            if (sheet.lines.length) unread.push({ label, why: error.message });
            isWhole &&= !sheet.isMerged;
            return [];
          }
        });
        if (!made.length && !unread.length) throw new Unread("no line holds anything");
        if (!made.length) isWhole = false;
        const filled = made.filter((one) => one.rows.length || one.problems.length);
        result.contributions.push(...(filled.length ? filled : made.slice(0, 1)));
        result.unread.push(...unread);
        result.files.push(file);
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        isWhole = false;
        result.unread.push({ label: name, why: error.message });
      }
    }
    const seen = new Map(data.all.map((table) => [table.name, new Map()]));
    for (const made of result.contributions) identify(made, seen.get(made.table.name));
    const keys = new Map();
    const state = {
      hints: new Map(),
      keys(target) {
        if (!keys.has(target))
          keys.set(
            target,
            new Set([...data.table(target).index().keys(), ...seen.get(target).keys()].map(String)),
          );
        return keys.get(target);
      },
      isWhole: (target) =>
        isWhole && !result.contributions.some((one) => one.table.name === target && one.hasGaps),
      sent: (table, at) => seen.get(table.name).get(table.keyOf(at)),
      values: new Map(),
    };
    for (const made of result.contributions) {
      rowProblems(made, state);
      made.problems.sort((a, b) => a.line - b.line || (a.index ?? -1) - (b.index ?? -1));
      made.changes = changes(made);
    }
    return result;
  }

  return { judged };
})();

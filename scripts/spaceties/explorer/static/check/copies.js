// A copy of a file in which the cells that can mean one thing are put right; all else stays.
const copies = (() => {
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

  const csvCell = (text, delimiter) =>
    /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

  function ofText(file, problems) {
    const parts = [];
    let at = 0;
    for (const { cell, fix } of [...problems].sort((a, b) => a.cell.from - b.cell.from)) {
      parts.push(file.text.slice(at, cell.from), csvCell(fix, file.delimiter));
      at = cell.to;
    }
    parts.push(file.text.slice(at));
    return new TextEncoder().encode((file.marked ? "\ufeff" : "") + parts.join(""));
  }

  // An inline text is never taken for a formula. The cell keeps its style.
  function write(node, text) {
    const tree = node.ownerDocument;
    const space = node.namespaceURI || MAIN;
    const prefix = node.prefix ? `${node.prefix}:` : "";
    const inner = tree.createElementNS(space, `${prefix}t`);
    inner.setAttribute("xml:space", "preserve");
    inner.textContent = text;
    const outer = tree.createElementNS(space, `${prefix}is`);
    outer.append(inner);
    node.setAttribute("t", "inlineStr");
    node.replaceChildren(outer);
  }

  function ofWorkbook(file, contributions) {
    const parts = workbook.unzipped(file.bytes, () => true);
    for (const { sheet, problems } of contributions) {
      const fixes = problems.filter((one) => one.fix !== null && one.fix !== undefined);
      if (!fixes.length) continue;
      for (const { cell, fix } of fixes) write(cell.node, fix);
      const text = new XMLSerializer().serializeToString(sheet.tree);
      const head = text.startsWith("<?xml") ? "" : '<?xml version="1.0" encoding="UTF-8"?>\n';
      parts[sheet.path] = new TextEncoder().encode(head + text);
    }
    return fflate.zipSync(parts, { mtime: "1980-01-01T12:00:00" });
  }

  // {name, bytes} of the copy of a file, null if there is nothing to mend.
  function of(file, contributions) {
    const own = contributions.filter((one) => one.file === file);
    const problems = own
      .flatMap((one) => one.problems)
      .filter((one) => one.fix !== null && one.fix !== undefined);
    if (!problems.length) return null;
    const dot = file.name.lastIndexOf(".");
    const stem = dot > 0 ? file.name.slice(0, dot) : file.name;
    const name = `${stem}.fixed${dot > 0 ? file.name.slice(dot) : ""}`;
    const bytes = file.isText ? ofText(file, problems) : ofWorkbook(file, own);
    return { name, bytes, count: problems.length };
  }

  return { of };
})();

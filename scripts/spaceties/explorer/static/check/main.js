// The page: files are dropped or chosen, judged here, and shown with what is wrong at which cell.
const checkPage = (() => {
  const MOST_BYTES = 32 * 1024 * 1024; // of a file

  function letters(index) {
    let text = "";
    for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
      text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
    return text;
  }

  // Where a problem is, in the words of what the reader has open.
  function placeOf(problem, made) {
    if (problem.index === undefined || made.file.isText) return `line ${problem.line}`;
    return `cell ${letters(problem.index)}${problem.line}`;
  }

  const shownValue = (text) => (text.length > 120 ? `${text.slice(0, 120)}…` : text);

  function problemRow(problem, made) {
    const hint = problem.hint && `${problem.hint}${problem.fix ? "; the copy has it" : ""}`;
    return dom.el(
      "tr",
      {
        "data-code": problem.code,
        "data-file": made.label,
        "data-table": made.table.name,
        "data-line": problem.line,
        "data-column": problem.column,
        "data-hint": problem.hint,
        "data-fix": problem.fix,
      },
      dom.el("td.short", {}, placeOf(problem, made)),
      dom.el("td", {}, problem.column ? dom.el("code", {}, problem.column) : "the row"),
      dom.el(
        "td",
        {},
        problem.value ? dom.value(shownValue(problem.value)) : dom.el("span.small", {}, "empty"),
      ),
      dom.el("td", {}, problem.message, " ", dom.el("span.small", {}, problem.code)),
      dom.el("td", {}, hint ? dom.value(hint) : ""),
    );
  }

  function problemTable(made) {
    const heads = ["where", "column", "value", "what is wrong", "perhaps meant"];
    return dom.el(
      "div.scrolled",
      { tabindex: 0, role: "region", "aria-label": `Problems of ${made.label}` },
      dom.el(
        "table",
        {},
        dom.el(
          "thead",
          {},
          dom.el(
            "tr",
            {},
            heads.map((head) => dom.el("th", { scope: "col" }, head)),
          ),
        ),
        dom.el(
          "tbody",
          {},
          made.problems.map((problem) => problemRow(problem, made)),
        ),
      ),
    );
  }

  function changeList(made) {
    const changed = made.changes.filter((one) => one.cells.length);
    if (!changed.length) return null;
    return dom.el(
      "details",
      {},
      dom.el("summary", {}, `${dom.plural(changed.length, "row")} would change what is held`),
      dom.el(
        "ul",
        {},
        changed.map(({ line, key, cells }) =>
          dom.el(
            "li",
            {},
            `line ${line} (${key}): `,
            cells.map(({ name, before, after }) => `${name} “${before}” → “${after}”`).join(", "),
          ),
        ),
      ),
    );
  }

  function tally(made) {
    const held = made.changes.length;
    const parts = [dom.plural(made.rows.length, "row"), `${made.rows.length - held} new`];
    if (held) parts.push(`${held} held already`);
    const errors = made.problems.length;
    parts.push(errors ? dom.plural(errors, "problem") : "no problem found here");
    return parts.join(", ");
  }

  function fileSection(file, result) {
    const own = result.contributions.filter((one) => one.file === file);
    const copy = copies.of(file, own);
    return dom.el(
      "section",
      {},
      dom.el("h2", {}, dom.value(file.name)),
      own.flatMap((made) => [
        dom.el(
          "h3",
          {},
          `${made.table.name}${made.sheet.name ? `, sheet ${made.sheet.name}` : ""}`,
        ),
        dom.el("p", {}, tally(made)),
        made.problems.length ? problemTable(made) : null,
        changeList(made),
      ]),
      copy &&
        dom.el(
          "p",
          {},
          dom.button(
            `Download a copy with ${dom.plural(copy.count, "cell")} put right`,
            () => files.save(copy.name, copy.bytes),
            {
              "data-copy": copy.name,
            },
          ),
        ),
    );
  }

  function show(result) {
    const main = document.getElementById("results");
    main.replaceChildren(
      ...result.unread.map(({ label, why }) =>
        dom.el(
          "p.unread",
          { "data-unread": label },
          dom.value(label),
          ` is not judged here: ${why}. `,
          dom.el("code", {}, "spaceties check"),
          " may know more.",
        ),
      ),
      ...result.files.map((file) => fileSection(file, result)),
    );
    const count = result.contributions.reduce((sum, one) => sum + one.problems.length, 0);
    const read = result.contributions.length;
    dom.say(
      read
        ? `${dom.plural(count, "problem")} in ${dom.plural(read, "table")}`
        : "nothing could be judged",
    );
  }

  async function take(list) {
    const files = [];
    const large = [];
    for (const file of list) {
      if (file.size > MOST_BYTES) large.push({ label: file.name, why: "it is larger than 32 MB" });
      else files.push({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
    }
    const result = judge.judged(files);
    result.unread.push(...large);
    show(result);
    document.documentElement.dataset.given = list.map((file) => file.name).join("|");
  }

  function listen() {
    const box = document.getElementById("drop");
    const input = document.getElementById("files");
    input.disabled = false;
    input.addEventListener("change", () => {
      const chosen = [...input.files];
      input.value = ""; // the same file, mended, may be chosen again
      take(chosen);
    });
    for (const name of ["dragover", "dragleave", "drop"])
      document.addEventListener(name, (event) => {
        event.preventDefault();
        box.classList.toggle("over", name === "dragover");
        if (name === "drop" && event.dataTransfer.files.length) take([...event.dataTransfer.files]);
      });
  }

  async function start() {
    let chosen = null;
    try {
      chosen = localStorage.getItem("spaceties-theme");
    } catch {
      // A page from disk may have no storage.
    }
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = chosen || (isDark ? "dark" : "light");
    try {
      await data.load();
    } catch (error) {
      document.getElementById("state").textContent =
        `The data could not be unpacked (${error.message}). A browser of 2023 or later is needed.`;
      return;
    }
    const { about } = data;
    document.getElementById("state").textContent =
      `Held against version ${about.version} of ${about.created}, ${about.licence}.`;
    listen();
    document.documentElement.dataset.ready = "";
  }

  return { start };
})();

checkPage.start();

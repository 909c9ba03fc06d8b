// What can be taken along: rows as files, charts as pictures, and how to cite or embed them.
const taking = (() => {
  const { el } = dom;
  const BACK = 2000; // milliseconds until a button says again what it does
  const SHOWN = 1500; // characters of a long text
  const drawn = new WeakMap(); // pictures by the buttons that save them
  const REFUSED = ["Refused", "The browser did not let the page copy"];

  // A button that answers: act() gives what it says then, for the eye and aloud.
  function button(text, label, act) {
    let waiting = 0;
    const node = dom.button(
      text,
      async () => {
        node.style.minWidth = `${node.offsetWidth}px`; // its neighbours stay where they are
        let answer;
        try {
          answer = await act();
        } catch (error) {
          answer = ["Failed", `It did not work: ${error.message}`];
        }
        if (!answer) return;
        node.textContent = answer[0];
        node.classList.add("done");
        dom.say(answer[1]);
        clearTimeout(waiting);
        waiting = setTimeout(() => {
          node.textContent = text;
          node.classList.remove("done");
        }, BACK);
      },
      { "aria-label": label },
    );
    return node;
  }

  async function copied(text, said) {
    return (await copying.copy(text)) ? ["Copied", said] : REFUSED;
  }

  const group = (label, ...parts) => el("div.take", { role: "group", "aria-label": label }, parts);
  const verb = (text) => el("span", {}, text);

  // What a workbook says of its rows.
  function facts({ name, columns, rows }) {
    const { about } = data;
    return [
      ["Rows", `${name}: ${dom.plural(rows.length, "row")}`],
      ["Where", citing.address()],
      ["From", about.title],
      ["Version", `${about.version} of ${about.created}`],
      ["Licence", `${about.licence} ${about.licence_url}`],
      ["Cite as", citing.plain(name)],
      ["Compiled from", about.sources.join("; ")],
      [
        "Dates",
        "A column in which every date is a day has real dates. Where one is vague, all are text (EDTF) with the precision of their source: 1977, 2012-07, 2012-23 (autumn); so are columns with days before March 1900, which spreadsheets count differently.",
      ],
      ["", ""],
      ...columns.map((one) => [one.name, one.meaning || ""]),
    ];
  }

  // Buttons for rows; current() gives the selection as `files` takes it.
  function rows(current) {
    const counted = (selection) => dom.plural(selection.rows.length, "row");
    const save = (ending, made, type) => () => {
      const selection = current();
      const name = files.named(selection.name, ending);
      files.save(name, made(selection), type);
      return ["Saved", `${counted(selection)} saved as ${name}`];
    };
    const copy = (form, made) => () => {
      const selection = current();
      return copied(made(selection), `${counted(selection)} copied as ${form}`);
    };
    const xlsx = (selection) => sheets.xlsx(selection, facts(selection));
    const csv = (selection) => files.marked(files.csv(selection));
    return group(
      "Take these rows along",
      verb("Save"),
      button("CSV", "Save as CSV", save("csv", csv, "text/csv")),
      button("XLSX", "Save as XLSX", save("xlsx", xlsx, sheets.TYPE)),
      verb("Copy"),
      button("CSV", "Copy as CSV", copy("CSV", files.csv)),
      button("JSON", "Copy as JSON", copy("JSON", files.json)),
    );
  }

  // A dialog with texts to copy: { name, text, note? }.
  function texts(title, all) {
    const heading = el("h2", { id: "taken" }, title);
    const close = dom.button("Close", () => box.close());
    const box = el(
      "dialog.taken",
      { "aria-labelledby": "taken" },
      heading,
      all.map(({ name, text, note }) =>
        el(
          "section",
          {},
          el("h3", {}, name),
          note && el("p.small", {}, note),
          el(
            "pre",
            { tabindex: "0", role: "group", "aria-label": name },
            text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text,
          ),
          button("Copy", `Copy: ${name}`, () => copied(text, `${name} copied`)),
        ),
      ),
      close,
    );
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }

  // part: what is cited, null for the whole; document: the source that a row names.
  function cite(label, part, document = null) {
    return button(label, label === "Cite" ? `Cite “${part}”` : label, () => {
      const place = citing.place();
      const named = label === "Cite" ? `${place}: ${part}` : part;
      texts("Cite this", [
        { name: "Text", text: citing.plain(named, document) },
        { name: "BibTeX", text: citing.bibtex(named, document) },
      ]);
    });
  }

  async function embed(figure) {
    const base = citing.base();
    if (base) {
      const frame = `<iframe src="${dom.escaped(citing.address())}" title="${dom.escaped(figure.title)}" width="100%" height="700" loading="lazy" style="border: 0"></iframe>\n`;
      return texts("Embed this view", [{ name: "HTML", text: frame }]);
    }
    const text = await pictures.embedded(figure);
    const size = Math.ceil(text.length / 1000).toLocaleString("en");
    return texts("Embed this chart", [
      {
        name: "HTML",
        text,
        note: `The page that you look at has no address on the web, so this is the chart itself: ${size} kB that need no other file. It does not change with later versions.`,
      },
    ]);
  }

  // Buttons of a chart: { title, caption, spec, said }.
  function figure(one) {
    const svg = async () => (await pictures.svg(one)).text;
    const save = (ending, made, type) => async () => {
      const name = files.named(`${citing.place()} ${one.title}`, ending);
      files.save(name, await made(one), type);
      return ["Saved", `Saved as ${name}`];
    };
    const node = group(
      `Take along: ${one.title}`,
      verb("Save"),
      button("SVG", "Save the chart as SVG", save("svg", svg, "image/svg+xml")),
      button("PNG", "Save the chart as PNG", save("png", pictures.png, "image/png")),
      cite("Cite", one.title),
      button("Embed", "Embed the chart", () => embed(one)),
    );
    drawn.set(node, svg);
    return node;
  }

  // The picture of a figure, as SVG.
  const pictureOf = (node) => drawn.get(node.querySelector(".take"))();

  // The page of a row is cited with the document that the row rests on.
  function cited(title) {
    const [name, key] = route.read().path;
    const table = data.table(name);
    const row = table && key !== undefined ? table.find(key) : -1;
    if (row < 0) return cite("Cite this page", title);
    const kind = (table.title || name).toLowerCase();
    return cite("Cite this row", `${title} (${kind}, ${key})`, citing.source(table, row));
  }

  // Buttons of a page, under its first heading.
  function page(main, title) {
    const buttons = group(
      "Take this page along",
      cited(title),
      button("Copy the link", "Copy the link", () => copied(citing.address(), "Link copied")),
      button("Print", "Print", printing.print),
    );
    const [heading] = main.getElementsByTagName("h1");
    const after = heading.nextElementSibling?.matches(".lead, .asked")
      ? heading.nextSibling
      : heading;
    after.after(buttons);
  }

  return { rows, figure, pictureOf, page, cite };
})();

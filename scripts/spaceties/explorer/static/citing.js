// How to cite the data, or a part of them, and where the part is.
const citing = (() => {
  const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  const TEX = {
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
  };

  // Where the page is on the web: as it states, else as it was opened; "" for a file on a disk,
  // whose folders are nobody's business.
  function base() {
    if (data.about.home) return data.about.home.split("#")[0];
    return location.protocol.startsWith("http") ? location.href.split("#")[0] : "";
  }

  // The address of what is shown; without a base, that within the page.
  const address = () => (base() || "index.html") + (location.hash || "#overview");

  // What the page is called that is shown.
  const place = () => document.querySelector("main h1").textContent;

  const released = () => `version ${data.about.version} of ${data.about.created}`;

  // What a picture has to say of where it comes from.
  function lines() {
    const { about } = data;
    return [
      `Source: ${about.citation.replace(/\.$/, "")}, as of ${about.created}. ${address()}`,
      about.sources.length ? `Compiled from: ${about.sources.join("; ")}.` : "",
    ];
  }

  // part: what of the data is meant, null for all of them; document: the source of a row.
  function plain(part, document = null) {
    const { about } = data;
    const said = [about.citation];
    if (part) said.push(`“${part}”, as of ${about.created}: ${address()}`);
    else said.push(`As of ${about.created}${base() ? `: ${base()}` : "."}`);
    if (document) said.push(`(Its source: ${document})`);
    return said.join(" ");
  }

  // The source of a row in words, null if it names none.
  function source(table, row) {
    const from = data.table("sources");
    const at = table.name === "sources" ? row : from.find(table.get(row, "source_id"));
    if (at < 0) return null;
    const said = ["authors", "title", "publisher", "published_on", "url"];
    return said
      .map((name) => from.get(at, name))
      .filter(Boolean)
      .join(", ");
  }

  const tex = (text) => text.replaceAll(/[\\~^]|[&%$#_{}]/g, (sign) => TEX[sign] || `\\${sign}`);

  function bibtex(part, document = null) {
    const { about } = data;
    const [year, month] = about.created.split("-");
    const fields = {
      author: about.creators.map((one) => `{${tex(one)}}`).join(" and "),
      title: `{${tex(about.title)}${part ? `: ${tex(part)}` : ""}}`,
      year,
      month: `=${MONTHS[Number(month) - 1]}`,
      version: tex(about.version),
      howpublished: base() ? `\\url{${address()}}` : tex(part ? address() : "index.html"),
      note: tex(
        `${released()[0].toUpperCase()}${released().slice(1)}, ${about.licence}${document ? `. Its source: ${document}` : ""}`,
      ),
    };
    const lines = Object.entries(fields).map(([name, value]) =>
      value.startsWith("=") ? `  ${name} = ${value.slice(1)},` : `  ${name} = {${value}},`,
    );
    return `@misc{${about.name}-${about.version},\n${lines.join("\n")}\n}\n`;
  }

  return { base, address, place, lines, source, plain, bibtex };
})();

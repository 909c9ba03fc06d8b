// Elements are made here and nowhere else: values become text, never markup.
const dom = (() => {
  // el("a.quiet", { href }, "text", child): children that are no nodes become text.
  function el(what, attributes = {}, ...children) {
    const [name, ...classes] = what.split(".");
    const node = document.createElement(name);
    if (classes.length) node.className = classes.join(" ");
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : String(value));
    }
    node.append(
      ...children
        .flat()
        .filter((child) => child !== null && child !== undefined && child !== false),
    );
    return node;
  }

  // A value from the tables: isolated, so that right-to-left text stays in its place.
  const value = (text) => el("bdi", {}, String(text));

  // A link to a web page if the address is one, else its text.
  function outward(address) {
    let url;
    try {
      url = new URL(address);
    } catch {
      return value(address);
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") return value(address);
    return el(
      "a",
      { href: url.href, rel: "noopener noreferrer", target: "_blank" },
      value(address),
    );
  }

  const rowLink = (table, key, text = null) =>
    el(
      "a",
      { href: pages.to(table, key), title: text === null ? null : key },
      value(text === null ? key : text),
    );

  function say(text) {
    document.getElementById("said").textContent = text;
  }

  // A labelled control: select with [value, text] options, or another input.
  function choose(label, options, chosen, change) {
    const select = el(
      "select",
      { onchange: () => change(select.value) },
      options.map(([key, text]) => el("option", { value: key, selected: key === chosen }, text)),
    );
    return el("label.control", {}, el("span", {}, label), select);
  }

  function number(label, chosen, { min, max }, change) {
    const input = el("input", {
      type: "number",
      value: chosen,
      min,
      max,
      onchange: () => {
        const typed = Math.round(Number(input.value));
        input.value = Math.min(max, Math.max(min, input.value === "" ? chosen : typed));
        change(Number(input.value));
      },
    });
    return el("label.control", {}, el("span", {}, label), input);
  }

  function tick(label, checked, change, swatch = null) {
    const input = el("input", { type: "checkbox", checked, onchange: () => change(input.checked) });
    return el("label.tick", {}, input, swatch && el(`span.swatch.${swatch}`), label);
  }

  const button = (text, onclick, attributes = {}) =>
    el("button", { type: "button", onclick, ...attributes }, text);

  const plural = (count, one, many = `${one}s`) =>
    `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

  // The dictionary is Markdown: without the marks around names of columns.
  const plain = (text = "") => text.replaceAll("`", "");

  const NAMED = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // Text for XML that is written to a file.
  const escaped = (text) => text.replaceAll(/[&<>"]/g, (sign) => NAMED[sign]);

  const words = (text) => text.replaceAll("_", " ");

  return {
    el,
    value,
    outward,
    rowLink,
    say,
    choose,
    number,
    tick,
    button,
    plural,
    plain,
    escaped,
    words,
  };
})();

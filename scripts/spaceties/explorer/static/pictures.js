// Charts as pictures that stand alone: title, caveat, source, version and address are drawn in, in
// light colours whatever the page wears, at one width whatever the screen.
const pictures = (() => {
  const [WIDTH, EDGE, SCALE] = [960, 28, 2];
  const MOST = 8000; // pixels of a side that every browser can draw
  const LINE = 1.4;

  // The colours of the light page, by name; nothing is painted in between.
  function light() {
    const root = document.documentElement;
    const before = root.dataset.theme;
    root.dataset.theme = "light";
    const style = getComputedStyle(root);
    const named = new Map();
    const get = (name) => {
      if (!named.has(name)) named.set(name, style.getPropertyValue(`--${name}`).trim());
      return named.get(name);
    };
    return { get, done: () => (root.dataset.theme = before) };
  }

  function painted(svg) {
    const colours = light();
    try {
      return svg.replaceAll(/var\(--([\w-]+)\)/g, (_, name) => colours.get(name));
    } finally {
      colours.done();
    }
  }

  // Lines of a text that are no wider than this.
  function wrapped(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (lines.at(-1) && pen.measureText(longer).width > width) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  }

  // A tenth of a pixel is as fine as anybody can see, and half the size.
  const rounded = (svg) =>
    svg.replaceAll(/ (?:d|transform|x|y|[xy][12])="[^"]*"/g, (attribute) =>
      attribute.replaceAll(/\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    );

  // {text, width, height} of an SVG: a chart with what has to be known of it.
  async function svg({ title, caption, spec, said }) {
    const drawn = rounded(await charts.picture(spec, said, WIDTH - 2 * EDGE));
    const [, inner, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(drawn);
    const width = Math.max(WIDTH, Math.ceil(Number(inner)) + 2 * EDGE);
    const family = getComputedStyle(document.body).fontFamily;
    const parts = [];
    let y = EDGE;
    const write = (text, size, colour, weight = 400) => {
      if (!text) return;
      const font = `${weight} ${size}px ${family}`;
      for (const line of wrapped(text, font, width - 2 * EDGE)) {
        y += size * LINE;
        parts.push(
          `<text x="${EDGE}" y="${(y - size * 0.4).toFixed(1)}" font-size="${size}" font-weight="${weight}" fill="var(--${colour})">${dom.escaped(line)}</text>`,
        );
      }
    };
    write(citing.place(), 13, "muted");
    write(title, 20, "text", 600);
    y += 4;
    write(caption, 13, "muted");
    y += 14;
    parts.push(drawn.replace("<svg", `<svg x="${EDGE}" y="${y.toFixed(1)}"`));
    y += Number(height) + 12;
    for (const line of citing.lines()) write(line, 12, "muted");
    y += EDGE - 6;
    const whole = Math.ceil(y);
    const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" font-family="${dom.escaped(family)}" role="img"><title>${dom.escaped(title)}</title><desc>${dom.escaped(said)}</desc><rect width="100%" height="100%" fill="var(--paper)"/>${parts.join("")}</svg>`;
    return { text: painted(text), width, height: whole };
  }

  function address(text) {
    const letters = Array.from(fflate.strToU8(text), (byte) => String.fromCharCode(byte));
    return `data:image/svg+xml;base64,${btoa(letters.join(""))}`;
  }

  // The same as PNG, twice as fine.
  async function png(figure) {
    const { text, width, height } = await svg(figure);
    const scale = Math.min(SCALE, MOST / width, MOST / height);
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const image = new Image();
    image.src = address(text);
    await image.decode();
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => {
      canvas.toBlob(done, "image/png");
    });
  }

  // HTML of a figure that needs no other file.
  async function embedded(figure) {
    const { text, width, height } = await svg(figure);
    return `<figure style="margin: 0"><img src="${address(text)}" width="${width}" height="${height}" alt="${dom.escaped(`${figure.title}. ${figure.said}`)}" style="max-width: 100%; height: auto"></figure>\n`;
  }

  return { svg, png, embedded };
})();

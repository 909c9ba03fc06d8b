// A text file cut into records: lines are those of the file, and every cell knows where it stands.

// A file or sheet that is not judged here; the message says why.
class Unread extends Error {}

const delimited = (() => {
  const DELIMITERS = [",", ";", "\t", "|"];
  const MOST_ROWS = 100_000;
  const SAMPLE = 1 << 14; // characters in which the delimiter shows
  const HEADS = 10; // lines among which the header is looked for
  const BREAK = /\r\n|\r|\n/g;

  // How UTF-16 without a mark shows: in the zero bytes of its Latin letters.
  function unmarked(bytes) {
    const sample = bytes.subarray(0, 4096);
    const zeros = [0, 0];
    sample.forEach((byte, place) => (zeros[place % 2] += byte === 0));
    const half = Math.floor(sample.length / 2);
    if (half >= 4 && zeros[1] > 0.7 * half && zeros[0] < 0.1 * half) return "utf-16le";
    if (half >= 4 && zeros[0] > 0.7 * half && zeros[1] < 0.1 * half) return "utf-16be";
    return "utf-8";
  }

  // The text of a file, and whether its copy needs a mark.
  function decoded(bytes) {
    const begins = (...mark) => mark.every((byte, place) => bytes[place] === byte);
    const marked = begins(0xef, 0xbb, 0xbf);
    let encoding = marked ? "utf-8" : unmarked(bytes);
    if (begins(0xff, 0xfe)) encoding = "utf-16le";
    if (begins(0xfe, 0xff)) encoding = "utf-16be";
    let text;
    try {
      text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      throw new Unread("the bytes are not UTF-8, and this page guesses no other encoding");
    }
    if (text.includes("\0")) throw new Unread("it holds NUL characters, so it may be no text");
    if (!text.trim()) throw new Unread("the file is empty");
    return { text, marked: marked || encoding !== "utf-8" };
  }

  const breaks = (text) => (text.match(BREAK) || []).length;

  // Records from a place on. A sample may end within a quote.
  function cut(text, delimiter, start, isSample = false) {
    const quoted = /"([^"]*(?:""[^"]*)*)"/y;
    const plain = new RegExp(`[^${delimiter === "|" ? "\\|" : delimiter}\\r\\n]*`, "y");
    const found = [];
    let line = 1 + breaks(text.slice(0, start));
    let at = start;
    while (at < text.length) {
      const record = { number: line, cells: [], stray: [] };
      do {
        if (record.cells.length) at += 1;
        const from = at;
        let value = "";
        if (text[at] === '"') {
          quoted.lastIndex = at;
          const match = quoted.exec(text);
          if (!match && isSample) return found;
          if (!match) throw new Unread(`the quote that opens on line ${line} is never closed`);
          value = match[1].replaceAll('""', '"');
          line += breaks(match[1]);
          at = quoted.lastIndex;
        }
        plain.lastIndex = at;
        const [rest] = plain.exec(text);
        if (rest && (at > from || rest.includes('"'))) record.stray.push(record.cells.length);
        at += rest.length;
        record.cells.push({ text: value + rest, sure: true, from, to: at });
      } while (text[at] === delimiter);
      if (at < text.length) at += text.startsWith("\r\n", at) ? 2 : 1;
      line += 1;
      if (record.cells.some((cell) => cell.text.trim())) found.push(record);
      if (found.length > MOST_ROWS) throw new Unread("it has more than 100,000 rows");
    }
    return found;
  }

  // The one sheet of a text file. The delimiter is the one under which most labels are known.
  function read(bytes, recognised) {
    const { text, marked } = decoded(bytes);
    const declared = /^"?sep=([,;\t|])"?(?:\r\n?|\n|$)/.exec(text);
    const start = declared ? declared[0].length : 0;
    const scored = (delimiter) => {
      const lines = cut(text.slice(0, SAMPLE), delimiter, 0, true).slice(0, HEADS);
      const named = lines.map((one) => recognised(one.cells.map((cell) => cell.text)));
      return [Math.max(0, ...named), lines.length ? lines[0].cells.length : 0];
    };
    let best = declared ? declared[1] : "";
    if (!declared) {
      const scores = DELIMITERS.map((delimiter) => ({ delimiter, score: scored(delimiter) }));
      scores.sort((a, b) => b.score[0] - a.score[0] || b.score[1] - a.score[1]);
      best = scores[0].delimiter;
    }
    return { text, marked, delimiter: best, sheets: [{ name: "", lines: cut(text, best, start) }] };
  }

  return { read, HEADS, MOST_ROWS };
})();

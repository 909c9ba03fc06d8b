// Texts brought to the form in which they are searched: words of ASCII letters and digits in lower
// case, as matching/normalize.py has them, so that accents, case, scripts and marks do not matter;
// nor do y and i, in which transliterations differ: Baykonur is Baikonur.
const folding = (() => {
  const APOSTROPHES = /['`\u00b4\u2018\u2019\u02bc\u02b9]/g;
  const MARKS = /\p{M}/gu;

  const plain = (letter) => data.search.letters[letter] ?? bare(letter);

  // A letter that no table has: without its accents, else nothing.
  const bare = (letter) => letter.normalize("NFKD").replace(MARKS, "");

  // Bars and ends of lines stay, by which names and rows are kept apart.
  const words = (text) =>
    text
      .normalize("NFKC")
      .replace(/[\u0080-\u{10ffff}]/gu, plain)
      .replace(APOSTROPHES, "")
      .replace(/[&+]/g, (sign) => (sign === "&" ? " and " : " plus "))
      .toLowerCase()
      .replaceAll("y", "i")
      .replace(/[^a-z0-9|\n]+/g, " ")
      .replace(/^ | $/gm, "");

  return { words };
})();

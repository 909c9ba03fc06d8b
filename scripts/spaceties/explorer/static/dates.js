// Vague dates (EDTF text) in words, and days as decimal years for charts.
const dates = (() => {
  const MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
  ];
  const SEASONS = { 21: "spring", 22: "summer", 23: "autumn", 24: "winter" };
  const MARKS = { "?": ", uncertain", "~": ", approximately", "%": ", uncertain and approximate" };

  function single(text) {
    if (text === "..") return "open";
    if (/^\d{3}X$/.test(text)) return `${text.slice(0, 3)}0s`;
    const parts = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([?~%])?$/.exec(text);
    if (!parts) return text;
    const [, year, month, day, mark] = parts;
    const named = SEASONS[month] || MONTHS[Number(month) - 1] || "";
    const plain = [day && String(Number(day)), named, year].filter(Boolean).join(" ");
    return plain + (MARKS[mark] || "");
  }

  function words(text) {
    const [first, last] = text.split("/");
    if (last === undefined) return single(first);
    if (first === "..") return `by ${single(last)}`;
    return last === ".." ? `since ${single(first)}` : `from ${single(first)} to ${single(last)}`;
  }

  // 2020-07-01 is 2020.5, near enough for a chart.
  function decimal(day) {
    const [year, month, date] = day.split("-").map(Number);
    return year + (month - 1 + (date - 1) / 31) / 12;
  }

  return { words, decimal };
})();

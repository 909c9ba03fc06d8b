// Paper: charts are drawn for the width of a sheet, tables show all rows that they sift, and all is
// as it was afterwards. The rest is print.css.
const printing = (() => {
  const SHEET = 690; // A4 and Letter less their margins, in CSS pixels
  const MOST = 400; // rows of a table; what has more prints the page that is shown
  let [made, printed] = [false, false];

  function prepare() {
    made = true;
    document.getElementById("printed").textContent = `${document.title}: ${citing.address()}`;
    grid.unfold(MOST);
    return charts.refit(SHEET);
  }

  function restore() {
    if (!made) return;
    [made, printed] = [false, true];
    grid.fold();
    charts.refit();
  }

  // Charts are ready before the dialog opens.
  async function print() {
    await prepare();
    printed = false;
    window.print();
    if (!printed) restore(); // a browser that prints nothing says nothing either
  }

  function start() {
    window.addEventListener("beforeprint", () => made || prepare());
    window.addEventListener("afterprint", restore);
  }

  return { start, print };
})();

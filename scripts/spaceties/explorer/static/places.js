// Where the reader was on each page of the history, to go back there.
const places = (() => {
  const known = new Map(); // by the number that each step of the history bears
  let here = null;

  const now = () => ({ y: window.scrollY, height: document.documentElement.scrollHeight });

  // Called when the address has changed and the page has not: notes where the reader was, numbers
  // the step, and gives where the reader was on it before, null on a new one.
  function enter() {
    if (here !== null) known.set(here, now());
    const { state } = history;
    const before = state && (known.get(state.step) || state.place || null);
    here = state ? state.step : Math.max(Date.now(), here + 1);
    history.replaceState({ step: here }, "");
    return before;
  }

  // Scroll there at once, and again when charts have made the page as high as it was, unless the
  // reader has moved on by then.
  function restore({ y, height }, drawn) {
    const { style } = document.documentElement;
    style.minHeight = `${height}px`;
    window.scrollTo(0, y);
    const set = window.scrollY;
    drawn.then(() => {
      if (Math.abs(window.scrollY - set) < 2) window.scrollTo(0, y);
      style.minHeight = "";
    });
  }

  function start() {
    history.scrollRestoration = "manual";
    // The step itself remembers, for when the page is loaded again.
    let waiting = 0;
    window.addEventListener("scroll", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => history.replaceState({ step: here, place: now() }, ""), 250);
    });
  }

  return { start, enter, restore, now };
})();

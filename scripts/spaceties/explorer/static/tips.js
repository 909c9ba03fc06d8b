// What a mark of a chart stands for: beside the pointer, or pinned below where a finger tapped.
const tips = (() => {
  const NEAR = 24; // pixels around a finger in which a mark is meant
  let touched = false;

  const box = () => document.getElementById("tip");

  function lines(value) {
    const all = typeof value === "object" ? Object.entries(value) : [["", value]];
    return all
      .filter(([, text]) => text !== null && text !== "")
      .map(([name, text]) =>
        dom.el("div", {}, name && dom.el("span.name", {}, name), dom.value(text)),
      );
  }

  const none = (value) => value === null || value === undefined || value === "";

  function hide() {
    box().hidden = true;
    box().classList.remove("pinned");
  }

  // As Vega calls it: beside the pointer.
  function show(_, event, __, value) {
    if (touched || event?.pointerType === "touch") return;
    if (none(value)) {
      hide();
      return;
    }
    box().replaceChildren(...lines(value));
    box().hidden = false;
    const { innerWidth, innerHeight } = window;
    const { offsetWidth, offsetHeight } = box();
    const [left, top] = [event.clientX + 14, event.clientY + 14];
    box().style.left = `${Math.max(4, Math.min(left, innerWidth - offsetWidth - 8))}px`;
    box().style.top = `${Math.min(top, innerHeight - offsetHeight - 8)}px`;
  }

  // Below, until it is closed or something else is tapped; `open` leads on, if it is given.
  function pin(value, open) {
    box().style.left = box().style.top = "";
    box().replaceChildren(
      dom.el("div.lines", {}, lines(value)),
      dom.el(
        "div.buttons",
        {},
        open &&
          dom.button("Open", () => {
            hide();
            open();
          }),
        dom.button("Close", hide),
      ),
    );
    box().classList.add("pinned");
    box().hidden = false;
    dom.say(box().querySelector(".lines").textContent);
  }

  // The mark nearest to a finger, null if none is near.
  function nearest(drawing, { clientX: x, clientY: y }) {
    let [found, least] = [null, NEAR];
    for (const node of drawing.querySelectorAll(".role-mark *")) {
      const item = node.__data__;
      if (!item || Array.isArray(item) || none(item.tooltip)) continue;
      const { left, right, top, bottom } = node.getBoundingClientRect();
      const away = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
      if (away < least) [found, least] = [item, away];
    }
    return found;
  }

  // A click on a chart: a finger is told first what it met, since it hovers over nothing.
  function clicked(drawing, event, item, click) {
    if (!touched) {
      if (click && item?.datum) click(item.datum);
      return;
    }
    const met = item && !none(item.tooltip) ? item : nearest(drawing, event);
    if (met) pin(met.tooltip, click && met.datum ? () => click(met.datum) : null);
  }

  function start() {
    document.addEventListener(
      "pointerdown",
      (event) => {
        touched = event.pointerType === "touch";
        if (!box().contains(event.target)) hide();
      },
      true,
    );
    document.addEventListener("keydown", (event) => {
      touched = false;
      if (event.key === "Escape") hide();
    });
  }

  return { show, hide, clicked, start };
})();

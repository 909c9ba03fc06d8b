// The clipboard.
const copying = (() => {
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages without permission for the clipboard may still copy a selection.
      const box = dom.el("textarea", { "aria-hidden": "true" });
      box.value = text;
      (document.querySelector("dialog[open]") || document.body).append(box);
      box.select();
      const done = document.execCommand("copy");
      box.remove();
      return done;
    }
  }

  return { copy };
})();

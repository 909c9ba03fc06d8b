// Light or dark: what the system asks for, until the reader or the address chooses.
const theme = (() => {
  const NAMES = ["light", "dark"];
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;

  const remembered = () => {
    try {
      return localStorage.getItem("spaceties-theme");
    } catch {
      return null;
    }
  };

  function remember(name) {
    try {
      localStorage.setItem("spaceties-theme", name);
    } catch {
      // A page from disk may have no storage; the choice then lasts as long as the page.
    }
  }

  function apply() {
    const name = chosen || (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = name;
    const button = document.getElementById("theme");
    button.textContent = name === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", name === "dark" ? "Use light colours" : "Use dark colours");
  }

  // A choice is part of every address, so that a link shows to others what the reader saw.
  const keep = () => chosen && route.keep({ theme: chosen });

  function start() {
    chosen = [route.read().settings.theme, remembered()].find((name) => NAMES.includes(name));
    apply();
    system.addEventListener("change", apply);
    document.getElementById("theme").addEventListener("click", () => {
      chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      remember(chosen);
      apply();
      keep();
    });
  }

  return { start, keep };
})();

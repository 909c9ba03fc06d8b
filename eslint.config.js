// The explorer's scripts are joined in order into one function (explorer/page.py), so each sees
// what the others declare at their top level; no other name may go undeclared, and none of them
// may be declared twice.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import js from "@eslint/js";
import { parse } from "espree";
import globals from "globals";

const STATIC = "scripts/spaceties/explorer/static";
const VENDOR = ["DataTable", "fflate", "vega", "vegaInterpreter", "vegaLite", "worldAtlas"];

const declaredIn = (path) =>
  parse(readFileSync(path, "utf8"), { ecmaVersion: "latest" })
    .body.flatMap(({ id, declarations = [] }) => [id, ...declarations.map((one) => one.id)])
    .flatMap((id) => id?.name ?? []);

const scripts = readdirSync(STATIC, { recursive: true })
  .filter((name) => name.endsWith(".js"))
  .map((name) => join(STATIC, name))
  .map((path) => ({ path, names: declaredIn(path) }));

const ofOthers = (path) => scripts.filter((one) => one.path !== path).flatMap((one) => one.names);

const readonly = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
  { ignores: ["**/vendor/", ".venv/", "dist/"] },
  js.configs.recommended,
  {
    rules: {
      // What stands at the top level may be for other scripts.
      "no-unused-vars": ["error", { vars: "local" }],
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
    },
  },
  ...scripts.map(({ path }) => ({
    files: [path],
    languageOptions: {
      sourceType: "script",
      globals: { ...globals.browser, ...readonly(VENDOR), ...readonly(ofOthers(path)) },
    },
  })),
  { files: ["eslint.config.js"], languageOptions: { globals: globals.node } },
];

// A table of this release as an array of objects, by hyparquet (npm install hyparquet):
//   import { readSpaceties } from "./load.mjs"; const ties = await readSpaceties("ties");
import * as hyparquet from "hyparquet";

export async function readSpaceties(table, folder = new URL(".", import.meta.url)) {
  const url = new URL(`parquet/${table}.parquet`, folder);
  const onDisk = url.protocol === "file:";
  const file = onDisk
    ? await hyparquet.asyncBufferFromFile((await import("node:url")).fileURLToPath(url))
    : await hyparquet.asyncBufferFromUrl({ url: url.href });
  const rows = await hyparquet.parquetReadObjects({ file });
  const plain = (cell) => (typeof cell === "bigint" ? Number(cell) : cell); // all below 2 ** 53
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell)])),
  );
}

// Builds static/dist from static/src and the locked packages: app.js, app.css, theme.js, the icons and the fonts.
// No source maps and no references to them: a missing map file would stop collectstatic.
import { build } from "esbuild";
import { cp, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "static", "src");
const target = join(root, "static", "dist");
const packages = join(root, "node_modules");

// TTF and OTF are for the PDF only: WeasyPrint spends seconds on WOFF2, which is what pages get.
const pretendard = join(packages, "pretendard", "dist", "public", "static", "alternative");
const noto = join(packages, "@expo-google-fonts", "noto-sans-kr");
const fonts = {
  "Pretendard-Regular.ttf": join(pretendard, "Pretendard-Regular.ttf"),
  "Pretendard-SemiBold.ttf": join(pretendard, "Pretendard-SemiBold.ttf"),
  "Pretendard-Bold.ttf": join(pretendard, "Pretendard-Bold.ttf"),
  "NotoSansKR-Regular.ttf": join(noto, "400Regular", "NotoSansKR_400Regular.ttf"),
  "Pretendard-LICENSE.txt": join(packages, "pretendard", "dist", "LICENSE.txt"),
  "NotoSansKR-LICENSE.txt": join(noto, "LICENSE_FONT"),
};

const stripSourceMaps = {
  name: "strip-source-maps",
  setup(pass) {
    pass.onLoad({ filter: /node_modules.*\.(css|js|mjs)$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8"))
        .replace(/\/\*[#@]\s*sourceMappingURL=[^*]*\*\//g, "")
        .replace(/^\/\/[#@]\s*sourceMappingURL=.*$/gm, ""),
      loader: path.endsWith(".css") ? "css" : "js",
    }));
  },
};

await rm(target, { recursive: true, force: true });
await mkdir(join(target, "fonts"), { recursive: true });
await build({
  entryPoints: ["app.js", "app.css", "theme.js"].map((name) => join(source, name)),
  outdir: target,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ["chrome123", "firefox128", "safari17.5"],
  format: "iife",
  charset: "utf8",
  legalComments: "none",
  assetNames: "fonts/[name]",
  loader: { ".woff2": "file" },
  plugins: [stripSourceMaps],
  logLevel: "warning",
});
for (const [name, path] of Object.entries(fonts)) await cp(path, join(target, "fonts", name));
for (const name of ["icons.svg", "mark.svg"]) await cp(join(source, name), join(target, name));

let bytes = 0;
const files = await readdir(target, { recursive: true });
for (const name of files) bytes += (await stat(join(target, name))).size;
console.log(`static/dist: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB`);

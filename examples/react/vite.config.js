import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

const text = /\.(html|js|css|svg|json|txt)$/;

// The server sends FILE.gz to whoever takes gzip, so that nothing is compressed while somebody waits.
// node writes no time into the header: the same file gives the same bytes.
function compress() {
  let folder;
  return {
    name: 'compress',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle() {
      for (const entry of readdirSync(folder, { recursive: true })) {
        if (!text.test(entry)) continue;
        const bytes = readFileSync(join(folder, entry));
        const small = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION });
        if (small.length < bytes.length) writeFileSync(join(folder, `${entry}.gz`), small);
      }
    },
  };
}

export default defineConfig({
  esbuild: { jsx: 'automatic' },
  build: { modulePreload: { polyfill: false } },
  plugins: [compress()],
});

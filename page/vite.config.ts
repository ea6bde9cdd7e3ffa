import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { defineConfig } from 'vitest/config';

/** Puts the engine into its data block, where there is one, and names the sources of which all is built. */
function engine(): Plugin {
  const file = new URL('./built/engine.wasm.gz', import.meta.url);
  return {
    name: 'engine',
    transformIndexHtml: html => {
      const told = html
        .replace('@sources@', process.env['FLYWHEEL_SOURCES'] ?? '')
        .replace('@rustc@', process.env['FLYWHEEL_RUSTC'] ?? '');
      return existsSync(file) ? told.replace('@engine@', () => readFileSync(file).toString('base64')) : told;
    },
  };
}

/** Unpacks what stands packed in the page: its look, then its code. A module cannot come from `file://`, so it is none. */
const boot = `(async () => {
const text = id => new Response(new Blob([Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream('gzip'))).text();
const look = document.createElement('style'), code = document.createElement('script');
look.textContent = await text('look');
code.src = URL.createObjectURL(new Blob([await text('code')], { type: 'text/javascript' }));
document.head.append(look, code);
})().catch(() => { document.body.textContent = 'This browser is too old for this page: it needs one of 2023 or later.'; });`;

/** The licences of what npm brings into the page. */
function licences(): string {
  const root = new URL('./node_modules/', import.meta.url);
  const brought = ['svelte', 'd3-array', 'd3-color', 'd3-format', 'd3-interpolate', 'd3-path', 'd3-scale', 'd3-shape', 'd3-time', 'd3-time-format', 'internmap', 'qrcode-generator', '@fontsource-variable/inter'];
  const texts = brought.map(name => {
    const folder = new URL(`${name}/`, root), file = readdirSync(folder).find(one => /^licen[cs]e/i.test(one));
    const { license, version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { license: string; version: string };
    return `${name} ${version}: ${license}\n\n${file ? readFileSync(new URL(file, folder), 'utf8').trim() : ''}`.trim();
  });
  return texts.join('\n\n');
}

/** Packs code and look, which are text and shrink to a third, and names the one script that stands open by its hash. */
function packed(): Plugin {
  const inside = (id: string, text: string): string => {
    const bytes = gzipSync(new TextEncoder().encode(text), { level: 9, mtime: 0 });
    return `<script type="text/plain" id="${id}">${Buffer.from(bytes).toString('base64')}</script>`;
  };
  return {
    name: 'packed',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          const hash = createHash('sha256').update(boot).digest('base64');
          file.source = String(file.source)
            .replace(/<script type="module"[^>]*>([\s\S]*?)<\/script>/, (_, code: string) => inside('code', `(()=>{${code}})()`))
            .replace(/<style[^>]*>([\s\S]*?)<\/style>/, (_, look: string) => inside('look', look))
            .replace('</body>', () => `${inside('licences', licences())}<script>${boot}</script></body>`)
            .replace('@hashes@', `'sha256-${hash}'`);
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [svelte(), engine(), viteSingleFile({ removeViteModuleLoader: true }), packed()],
  worker: { format: 'iife' },
  build: { target: 'es2022', minify: true, modulePreload: false, reportCompressedSize: false },
  test: { include: ['tests/**/*.test.ts'] },
});

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
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
      const told = html.replace('@sources@', process.env['FLYWHEEL_SOURCES'] ?? '');
      return existsSync(file) ? told.replace('@engine@', () => readFileSync(file).toString('base64')) : told;
    },
  };
}

/** Names the one script of the page in its policy by hash: no other can run. */
function policy(): Plugin {
  return {
    name: 'policy',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          const html = String(file.source);
          const hashes = [...html.matchAll(/<script(?! type="(?:text\/plain|application\/json)")[^>]*>([\s\S]*?)<\/script>/g)]
            .map(([, code]) => `'sha256-${createHash('sha256').update(code ?? '').digest('base64')}'`);
          file.source = html.replace('@hashes@', hashes.join(' '));
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [svelte(), engine(), viteSingleFile({ removeViteModuleLoader: true }), policy()],
  worker: { format: 'iife' },
  build: { target: 'es2022', minify: true, modulePreload: false, reportCompressedSize: false },
  test: { include: ['tests/**/*.test.ts'] },
});

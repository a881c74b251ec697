/**
 * Builds the pages for the strict content policy of the dashboard's door: every script, style and font is a file of its own,
 * nothing is inlined and nothing is loaded from elsewhere.
 */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const COLLECTOR = 'http://localhost:7100';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data URL is no 'self': the policy would refuse an inlined font.
    assetsInlineLimit: 0,
    // Every browser of the target preloads modules by itself.
    modulePreload: { polyfill: false },
    // The lazy ECharts chunk is some 500 kB before compression, and is not in the way of the first page.
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { '/api': COLLECTOR, '/health': COLLECTOR } },
});

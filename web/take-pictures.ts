import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

// Pictures of the dashboard for the README, over the store of `pulsebase demo`: npm run pictures.

const ROOT = join(import.meta.dirname, '..');
const DIRECTORY = join(ROOT, 'docs/pictures');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const PICTURES = [
  { name: 'person', path: '/people/99?from=2023-07-01T00:00:00Z&to=2024-01-01T00:00:00Z&tz=UTC', theme: 'light' },
  {
    name: 'cohort',
    path: '/cohort?minAge=24&gender=male&minHeartRate=60&from=2023-01-01&to=2024-01-01',
    theme: 'light',
  },
  { name: 'overview', path: '/', theme: 'dark' },
] as const;

mkdirSync(DIRECTORY, { recursive: true });
const demo = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'demo', '--serve', '--port', '0', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const exited = once(demo, 'exit');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
try {
  const address = await addressOf(createInterface({ input: demo.stdout }));
  for (const { name, path, theme } of PICTURES) {
    const page = await browser.newPage({
      ...{ colorScheme: theme, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' },
      viewport: { width: 1280, height: 860 },
    });
    await page.goto(`${address}${path}`);
    await page.locator('main .card').first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => {});
    await page.screenshot({ path: join(DIRECTORY, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  demo.kill('SIGINT');
  await exited;
}

async function addressOf(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, address] = /The dashboard is at (\S+)\/ /.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the demo ended before it showed the dashboard');
}

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';
import { assertClean, makeScene } from './dashboard-scene.ts';

const scene = await makeScene();
after(() => scene[Symbol.asyncDispose]());
const { adminKey } = scene.service;

const PATHS = ['/', '/cohort', '/people', '/people/7', '/alarms', '/alarms/rules', '/settings/store', '/settings/keys'];
/** What A4 has room for between its margins, in pixels of CSS. */
const PAPER = { width: 688, height: 1017 };

/** How many pixels of a drawing have a colour, nearly. */
const pixelsOf = (selector: string, colour: string) => `(() => {
  const canvas = document.querySelector('${selector}');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const wanted = [1, 3, 5].map((at) => parseInt('${colour}'.slice(at, at + 2), 16));
  let found = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 200 && wanted.every((part, of) => Math.abs(part - data[at + of]) < 6)) found += 1;
  return found;
})()`;
const DAY = 86_400_000;
const LIGHT_TEXT = '#1a1d23';
const DARK_TEXT = '#e8eaee';

async function beyondTheEdge(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('main *')]
    .filter((one) => one.checkVisibility() && one.closest('.unseen, .table-frame, .tabs') === null)
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((one) => one.outerHTML.slice(0, 120))`);
}

describe('on paper', async () => {
  const opened = await scene.open(adminKey, { theme: 'dark', ...PAPER });
  after(() => opened[Symbol.asyncDispose]());
  const { page } = opened;

  for (const path of PATHS) {
    test(`${path} is light, has nothing to press, and nothing is cut off`, async () => {
      await page.emulateMedia({ media: 'screen' });
      await opened.goTo(path);
      await page.emulateMedia({ media: 'print' });
      await until('light colours', () => page.evaluate<boolean>(`document.documentElement.dataset.theme === 'light'`));
      const pressed =
        await page.evaluate(`[...document.querySelectorAll('.button, .header, .tabs, input, select, .choice')]
        .filter((one) => one.checkVisibility()).map((one) => one.outerHTML.slice(0, 120))`);
      assert.deepEqual(pressed, []);
      assert.deepEqual(await beyondTheEdge(page), []);
      assert.deepEqual(
        await page.evaluate(`[...document.querySelectorAll('.table-frame')]
          .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.outerHTML.slice(0, 120))`),
        [],
      );
      const breaks = await page.evaluate<string[]>(
        `[...new Set([...document.querySelectorAll('tr')].map((row) => getComputedStyle(row).breakInside))]`,
      );
      assert.deepEqual(
        breaks.filter((kind) => kind !== 'avoid'),
        [],
      );
      assertClean(opened);
    });
  }

  test('a chart is drawn anew in light colours before the paper is laid out, and in dark ones after', async () => {
    await page.emulateMedia({ media: null });
    await opened.goTo('/people/7');
    const chart = '.time-chart canvas';
    assert.ok((await page.evaluate<number>(pixelsOf(chart, DARK_TEXT))) > 100);
    await page.evaluate(`matchMedia('print').addEventListener('change', ({ matches }) => {
      if (matches) window.onPaper = [${pixelsOf(chart, LIGHT_TEXT)}, ${pixelsOf(chart, DARK_TEXT)}];
    })`);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length >= 2);
    const [light, dark] = await page.evaluate<[number, number]>('window.onPaper');
    assert.ok(light > 100 && dark === 0, `${light} and ${dark} pixels`);
    assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
    assert.ok((await page.evaluate<number>(pixelsOf(chart, DARK_TEXT))) > 100);
  });
});

describe('in the colours of the system alone', async () => {
  const opened = await scene.open(adminKey, { theme: 'dark', forcedColours: true });
  after(() => opened[Symbol.asyncDispose]());
  const { page } = opened;
  const styleOf = (selector: string, property: string) =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);

  test('what is chosen, pressed or shown is told from what is not', async () => {
    const [from, to] = [scene.end - 30 * DAY, scene.end].map((instant) => new Date(instant).toISOString());
    await opened.goTo(`/people/7?from=${from}&to=${to}`);
    for (const [chosen, other, property] of [
      ['.spans [aria-pressed=true]', '.spans [aria-pressed=false]', 'backgroundColor'],
      ['.choice input:checked + span', '.choice input:not(:checked) + span', 'backgroundColor'],
      ['.nav a[aria-current]', '.nav a:not([aria-current])', 'borderBottomColor'],
    ] as const) {
      assert.notEqual(await styleOf(chosen, property), await styleOf(other, property), chosen);
    }
    await opened.goTo('/settings');
    assert.notEqual(
      await styleOf('.tabs a[aria-current]', 'borderBottomColor'),
      await styleOf('.tabs a:not([aria-current])', 'borderBottomColor'),
    );
    await page.keyboard.press('Tab');
    assert.equal(
      await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
      'solid',
      'what has the focus has a ring',
    );
  });

  test('a chart has them too, and tells its alarms apart by shape', async () => {
    await opened.goTo('/people/7');
    const text = await page.evaluate<string>(`(() => {
      const { fillStyle } = Object.assign(document.createElement('canvas').getContext('2d'), { fillStyle: 'CanvasText' });
      return fillStyle;
    })()`);
    assert.ok((await page.evaluate<number>(pixelsOf('.time-chart canvas', text))) > 100);
  });

  test('severities are marks and words', async () => {
    await opened.goTo('/alarms');
    const marks = await page.locator('.alarm-card .severity').allInnerTexts();
    assert.ok(
      marks.every((words) => /^(?:▲!!!\s*High|◆!!\s*Medium|●!\s*Low)$/.test(words)) && marks.length > 1,
      marks[0],
    );
    assert.deepEqual(await opened.violations(), []);
  });
});

for (const width of [320, 640]) {
  describe(`with texts twice as large, at ${width} pixels`, async () => {
    const opened = await scene.open(adminKey, { width, height: 800, locale: 'ru-RU' });
    after(() => opened[Symbol.asyncDispose]());
    for (const path of PATHS) {
      test(`${path} fits, and texts are twice as large`, async () => {
        await opened.goTo(path);
        const heading = `parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)`;
        const usual = await opened.page.evaluate<number>(heading);
        await opened.page.evaluate(`document.documentElement.style.fontSize = '175%'`);
        assert.ok(Math.abs((await opened.page.evaluate<number>(heading)) / usual - 2) < 0.01);
        const [wide, room] = await opened.page.evaluate<[number, number]>(
          '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
        );
        assert.ok(wide <= room, `${wide} pixels wide: ${await beyondTheEdge(opened.page)}`);
      });
    }
  });
}

test('nothing moves for who asks for less of it, and a wait breathes for others', async () => {
  await using opened = await scene.open(adminKey);
  const moving = () =>
    opened.page.evaluate<number>(`(() => {
    const element = document.querySelector('main').appendChild(document.createElement('div'));
    element.className = 'skeleton';
    return element.getAnimations().length;
  })()`);
  assert.equal(await moving(), 0);
  await opened.page.emulateMedia({ reducedMotion: 'no-preference' });
  assert.equal(await moving(), 1);
});

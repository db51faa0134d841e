import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../harness/until.ts';
import { assertClean, type Scene, tenths } from './dashboard-scene.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ID = 7;

/** What is done on the page of a person. */
export function personJobs(scene: Scene): void {
  const { store, service, end } = scene;

  /** The window of the address, once the page has written it there. */
  async function windowOf(page: Page, isNew: (from: number, to: number) => boolean) {
    return until(
      'the address',
      () => {
        const { searchParams } = new URL(page.url());
        const [from, to] = [Date.parse(searchParams.get('from') ?? ''), Date.parse(searchParams.get('to') ?? '')];
        return isNew(from, to) ? { from, to } : undefined;
      },
      { every: 50 },
    );
  }

  const iso = (instant: number) => new Date(instant).toISOString();
  const viewPath = (from: number, to: number, more = '') => `/people/${ID}?from=${iso(from)}&to=${iso(to)}${more}`;
  const chartOf = (page: Page) => page.getByRole('application', { name: /Chart of heart rates/ });

  async function cellsOf(table: Locator): Promise<string[][]> {
    const rows = await table.locator('tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  }

  describe('a person', async () => {
    const opened = await scene.open(service.adminKey);
    after(() => opened[Symbol.asyncDispose]());
    const { page } = opened;

    test('has the exact average, lowest, highest and count of what is in view', async () => {
      const [from, to] = [end - 9 * DAY - 1234, end - 2 * DAY + 777];
      await opened.goTo(viewPath(from, to));
      const rates: number[] = [];
      for await (const { heartRate } of store.readings(ID, { from: new Date(from), to: new Date(to) }))
        rates.push(heartRate);
      const average = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      const facts = page.locator('.view-facts dd');
      assert.deepEqual((await facts.allInnerTexts()).slice(0, 4), [
        `${tenths.format(average)} bpm`,
        String(Math.min(...rates)),
        String(Math.max(...rates)),
        String(rates.length),
      ]);
    });

    test('has how much of what is in view was worn, and the longest silence, up to two years', async () => {
      const [from, to] = [end - 9 * DAY - 1234, end - 2 * DAY + 777];
      await opened.goTo(viewPath(from, to));
      const instants: number[] = [from];
      for await (const { timestamp } of store.readings(ID, { from: new Date(from), to: new Date(to) }))
        instants.push(timestamp.getTime());
      const minuteOf = (instant: number) => Math.floor(instant / 60_000);
      const worn = new Set(instants.slice(1).map(minuteOf)).size;
      const silences = [...instants.slice(1), to].map((instant, at) => instant - instants[at]!);
      const longest = Math.round(Math.max(...silences) / 60_000);
      const share = Math.round((worn / (minuteOf(to) - minuteOf(from) + 1)) * 100);
      const partsOf = (minutes: number) =>
        [`${Math.floor(minutes / 60)} hr`, `${minutes % 60} min`].filter((part) => !part.startsWith('0')).join(' ');
      assert.deepEqual((await page.locator('.view-facts dd').allInnerTexts()).slice(4), [
        `${share}% · ${partsOf(worn)}`,
        partsOf(longest),
      ]);
      await opened.goTo(viewPath(end - 1000 * DAY, end));
      assert.equal(await page.locator('.view-facts dd').count(), 4);
    });

    test('has a table with what the chart shows', async () => {
      const window = { from: new Date(end - 6 * HOUR), to: new Date(end) };
      await opened.goTo(viewPath(window.from.getTime(), window.to.getTime(), '&tz=UTC'));
      await chartOf(page).press('t');
      const table = page.locator('.timeline table');
      const { points } = await store.timeline(ID, window);
      const shown = points
        .slice(0, 25)
        .map(({ average, min, max, count }) => [tenths.format(average), min, max, count].map(String));
      assert.deepEqual(
        (await cellsOf(table)).map(([, ...numbers]) => numbers),
        shown,
      );
      assert.deepEqual(
        await table.locator('time').evaluateAll((times) => times.map((time) => time.getAttribute('datetime'))),
        points.slice(0, 25).map(({ start }) => start.toISOString()),
      );
    });

    test('is moved and zoomed by keys, and the address follows', async () => {
      const [from, to] = [end - 20 * DAY, end - 10 * DAY];
      await opened.goTo(viewPath(from, to));
      const chart = chartOf(page);
      await chart.focus();
      await page.keyboard.press('Shift+ArrowRight');
      const moved = await windowOf(page, (first) => first > from);
      assert.equal(moved.to - moved.from, to - from);
      await page.keyboard.press('+');
      const closer = await windowOf(page, (first, last) => last - first < to - from);
      assert.ok(closer.from > moved.from && closer.to < moved.to);
      await page.keyboard.press('3');
      await windowOf(page, (first, last) => last - first === 7 * DAY);
      await page.keyboard.press('Backspace');
      await windowOf(page, (first, last) => first === closer.from && last === closer.to);
      await page.locator('.timeline-body[aria-busy=false]').waitFor();
      await page.keyboard.press('ArrowRight');
      assert.match((await page.locator('.chart-point').textContent()) ?? '', /\d bpm, \d+ to \d+, \d+ readings?/);
      await page.keyboard.press('Escape');
      assert.ok(!(await chart.evaluate((element) => element === element.ownerDocument.activeElement)));
    });

    test('tells its keys when it is asked to, and has the focus again', async () => {
      await opened.goTo(viewPath(end - 3 * DAY, end - DAY));
      const chart = chartOf(page);
      await chart.press('?');
      const dialog = page.getByRole('dialog', { name: 'Keys of the chart' });
      await dialog.waitFor();
      assert.equal(await dialog.getByRole('row').count(), 10);
      await dialog.getByRole('row', { name: 'N P next and previous alarm' }).waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      assert.ok(await chart.evaluate((element) => element === element.ownerDocument.activeElement));
    });

    test('is moved and zoomed by the pointer and by buttons', async () => {
      const [from, to] = [end - 20 * DAY, end - 10 * DAY];
      await opened.goTo(viewPath(from, to));
      const over = page.locator('.u-over');
      const box = (await over.boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + box.width / 4, y, { steps: 4 });
      await page.mouse.up();
      const dragged = await windowOf(page, (first) => first < from);
      assert.ok(Math.abs(dragged.from - (from - (to - from) / 4)) < HOUR, iso(dragged.from));
      await page.keyboard.down('Shift');
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + box.width / 5, y, { steps: 4 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      const zoomed = await windowOf(page, (first, last) => last - first < (to - from) / 4);
      assert.ok(Math.abs(zoomed.to - zoomed.from - (to - from) / 5) < HOUR);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, 300);
      await page.keyboard.up('Control');
      const wider = await windowOf(page, (first, last) => last - first > zoomed.to - zoomed.from);
      await page.getByRole('button', { name: 'Earlier' }).click();
      await windowOf(page, (first) => first < wider.from);
      await page.getByRole('button', { name: '1 d', exact: true }).click();
      await windowOf(page, (first, last) => last - first === DAY);
    });

    test('has the highest hours of the view, by the clocks of the zone', async () => {
      const [from, to] = [end - 30 * DAY, end - DAY];
      await opened.goTo(viewPath(from, to, '&tz=Asia/Kathmandu'));
      const window = { from: new Date(from), to: new Date(to) };
      const peaks = await store.queryTop({ userId: ID, ...window, timezone: 'Asia/Kathmandu', details: true });
      const table = page.getByRole('region', { name: 'Highest hours in view' }).locator('table');
      assert.deepEqual(
        (await cellsOf(table)).map(([, , average, count]) => [average, count]),
        peaks.map(({ average, count }) => [tenths.format(average), String(count)]),
      );
      await page.getByText('Clock hours of Kathmandu (UTC+5:45)').waitFor();
      await table.locator('.link').first().click();
      const hour = await windowOf(page, (first, last) => last - first === 3 * HOUR);
      assert.equal(hour.from + HOUR, peaks[0]!.hours[0]!.start.getTime());
    });

    test('has readings and hours in heart-rate zones, at limits that are typed and stay in the address', async () => {
      const [from, to] = [end - 9 * DAY - 1234, end - 2 * DAY + 777];
      await opened.goTo(viewPath(from, to));
      const card = page.getByRole('region', { name: 'Heart-rate zones in view' }).first();
      const shownAt = async (zones: number[]) => {
        const query = { userId: ID, from: new Date(from), to: new Date(to), zones };
        const found = await store.distribution(query);
        const hoursOf = (minutes: number) => {
          const whole = Math.round(minutes);
          return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} hr ${whole % 60} min`;
        };
        const wanted = found.zones.map(({ minutes, count }) => [
          ...[hoursOf(minutes), `${Math.round((minutes / found.minutes) * 100)}%`, String(count)],
        ]);
        const table = card.locator('table');
        await until('the zones', async () => (await table.locator('tbody tr').count()) === wanted.length);
        const cells = await cellsOf(table);
        assert.deepEqual(
          cells.map(([, ...numbers]) => numbers),
          wanted,
        );
        const percentiles = found.percentiles.map(({ percentile, heartRate }) => `${percentile}% ≤ ${heartRate}`);
        await card.getByText(`${percentiles.join(' · ')} bpm`).waitFor();
        return cells.map(([zone]) => zone);
      };
      assert.deepEqual(await shownAt([60, 100, 140]), [
        ...['Zone 1 below 60', 'Zone 2 60 to below 100', 'Zone 3 100 to below 140', 'Zone 4 140 and above'],
      ]);
      const limits = card.getByLabel('Limits between zones');
      await limits.fill('70, 65');
      assert.ok(await card.getByRole('button', { name: 'Show' }).isDisabled());
      await limits.fill('65 70.5');
      await limits.press('Enter');
      await until('the limits in the address', () => page.url().includes('zones=65,70.5'));
      assert.deepEqual(await shownAt([65, 70.5]), [
        'Zone 1 below 65',
        'Zone 2 65 to below 70.5',
        'Zone 3 70.5 and above',
      ]);
    });

    test('is shown the same by a link', async () => {
      const path = viewPath(end - 3 * DAY, end - 2 * DAY, '&tz=UTC');
      await opened.goTo(path);
      const summary = await chartOf(page).getAttribute('aria-label');
      await using elsewhere = await scene.open(service.adminKey, { locale: 'en-GB', width: 800 });
      await elsewhere.goTo(path);
      assert.equal(await chartOf(elsewhere.page).getAttribute('aria-label'), summary);
    });

    test('says where there are no readings, and leads to those that there are', async () => {
      await opened.goTo(viewPath(end - 900 * DAY, end - 890 * DAY));
      await page.getByText('No readings in this period').first().waitFor();
      await page.getByRole('button', { name: 'Go there' }).click();
      await page.getByText(/level: /).waitFor();
      const { from } = await windowOf(page, (first) => first > end - 100 * DAY);
      assert.ok(from < end);
    });

    test('console and policy were silent', () => assertClean(opened));
  });

  test('two fingers zoom a chart around where they are, and one scrolls the page', async () => {
    await using opened = await scene.open(service.adminKey, { width: 400, height: 700 });
    const { page, context } = opened;
    const [from, to] = [end - 20 * DAY, end - 10 * DAY];
    await opened.goTo(viewPath(from, to));
    const over = page.locator('.u-over');
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox())!;
    const devices = await context.newCDPSession(page);
    const y = box.y + box.height / 2;
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...shares: number[]) =>
      devices.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: shares.map((share, id) => ({ id, x: box.x + box.width * share, y })),
      });
    await touch('touchStart', 0.5);
    await touch('touchMove', 0.2);
    await touch('touchEnd');
    await touch('touchStart', 0.4, 0.6);
    await touch('touchMove', 0.3, 0.7);
    await touch('touchMove', 0.2, 0.8);
    await touch('touchEnd');
    const zoomed = await windowOf(page, (first, last) => last - first < to - from);
    assert.ok(Math.abs((zoomed.to - zoomed.from) / (to - from) - 1 / 3) < 0.05, iso(zoomed.from));
    assert.ok(Math.abs((zoomed.from + zoomed.to) / 2 - (from + to) / 2) < 12 * HOUR, 'around the middle');
  });

  test('a chart has no line where nothing was measured', async () => {
    await using opened = await scene.open(service.adminKey);
    const { page } = opened;
    await store.putUser({ id: 901, name: 'Gap' });
    const at = (hours: number) => ({ userId: 901, timestamp: new Date(end - 5 * DAY + hours * HOUR), heartRate: 70 });
    await store.ingest([at(0), at(0.1), at(10), at(10.1)]);
    await opened.goTo(`/people/901?from=${iso(end - 5 * DAY - HOUR)}&to=${iso(end - 5 * DAY + 11 * HOUR)}`);
    // The middle of the line, by the pixels of the canvas: the text colour is there at both ends and not between them.
    const dark = (share: number) =>
      page.evaluate<number>(`(() => {
          const canvas = document.querySelector('.time-chart canvas');
          const over = document.querySelector('.u-over');
          const ratio = devicePixelRatio;
          const x = Math.round((over.offsetLeft + over.clientWidth * ${share}) * ratio);
          const { data } = canvas.getContext('2d').getImageData(x - 6, over.offsetTop * ratio, 12, over.clientHeight * ratio);
          let found = 0;
          for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 60 && data[at + 2] < 70) found += 1;
          return found;
        })()`);
    assert.ok((await dark(1 / 12)) > 0, 'the readings');
    assert.equal(await dark(0.5), 0, 'between them');
  });
}

/**
 * Runs in the page before anything else of it, as `chartWatch`: when the points of a step are on the screen, how fast frames
 * follow each other, and whether the chart has a line in them.
 */
export const WATCH_CHART = `
  const body = () => document.querySelector('.timeline-body');
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let input, frames, looked, blank;
  const isInput = { keydown: true, wheel: true, pointerdown: true };
  for (const type of Object.keys(isInput)) {
    addEventListener(type, (event) => (input ??= event.timeStamp), { capture: true, passive: true });
  }

  /** The line is in the colour of texts, which nothing else within the axes has. */
  const hasLine = () => {
    const canvas = document.querySelector('.time-chart canvas');
    const over = document.querySelector('.time-chart .u-over');
    if (canvas === null || over === null) return false;
    const [red, green, blue] = getComputedStyle(document.documentElement)
      .getPropertyValue('--text').trim().match(/[0-9a-f]{2}/gi).map((part) => Number.parseInt(part, 16));
    const ratio = devicePixelRatio;
    const { data } = canvas.getContext('2d').getImageData(
      over.offsetLeft * ratio, over.offsetTop * ratio, over.clientWidth * ratio, over.clientHeight * ratio);
    for (let at = 0; at < data.length; at += 4) {
      const far = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
      if (data[at + 3] > 200 && far < 60) return true;
    }
    return false;
  };
  /** Each look takes a moment, so that few frames are looked at. */
  const LOOK_EVERY = 10;

  globalThis.chartWatch = {
    begin() {
      input = undefined;
    },
    async settled() {
      let isFetched = false;
      for (;;) {
        const isBusy = body()?.getAttribute('aria-busy') === 'true';
        isFetched ||= isBusy;
        // What this frame shows is on the screen once the next one begins.
        await nextFrame();
        if (input !== undefined && !isBusy) return { ms: performance.now() - input, isFetched };
      }
    },
    record(isLookedAt) {
      frames = [];
      [looked, blank] = [0, 0];
      const note = (time) => {
        if (frames === undefined) return;
        frames.push(time);
        // Where the page says that there are no readings, there should be no line.
        if (isLookedAt && frames.length % LOOK_EVERY === 0 && document.querySelector('.over-chart') === null) {
          looked += 1;
          if (!hasLine()) blank += 1;
        }
        requestAnimationFrame(note);
      };
      requestAnimationFrame(note);
    },
    recorded() {
      const between = frames.slice(1).map((time, at) => time - frames[at]);
      const framesPerSecond = (1000 * between.length) / (frames.at(-1) - frames[0]);
      frames = undefined;
      return { framesPerSecond, longestFrame: Math.max(...between), looked, blank };
    },
  };`;

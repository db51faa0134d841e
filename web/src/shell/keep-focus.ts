const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]';

/** An element around the one that had the focus, and where in it that was. */
interface Place {
  readonly around: Element;
  /** In which of its children. */
  readonly branch: number;
  /** At which of the stops of that child, where it is a row of many alike; else 0. */
  readonly stop: number;
}

/**
 * Keeps the focus when what has it goes from the page, as a row that has been dealt with does: it goes to the same button of the row
 * that is there now, or else to what is nearest. Somebody without a pointer would begin at the top of the page again.
 *
 * @returns Ends it.
 */
export function keepFocus(): () => void {
  let had: Element | undefined;
  let places: readonly Place[] = [];
  const stopped = new AbortController();
  addEventListener(
    'focusin',
    ({ target }) => {
      if (!(target instanceof Element)) return;
      had = target;
      places = placesOf(target);
    },
    stopped,
  );
  addEventListener(
    'focusout',
    () =>
      queueMicrotask(() => {
        // It was left on purpose.
        if (had?.isConnected && isNowhere()) had = undefined;
      }),
    stopped,
  );
  const watch = new MutationObserver(() => {
    if (had === undefined || had.isConnected || !isNowhere()) return;
    had = undefined;
    nearest(places)?.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => {
    stopped.abort();
    watch.disconnect();
  };
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function placesOf(target: Element): Place[] {
  const places: Place[] = [];
  for (let child = target; child.parentElement !== null; child = child.parentElement) {
    const isRow = child.matches('li, tr');
    places.push({
      around: child.parentElement,
      branch: [...child.parentElement.children].indexOf(child),
      stop: isRow ? stopsOf(child).indexOf(target) : 0,
    });
  }
  return places;
}

function stopsOf(element: Element): Element[] {
  const all = [...element.querySelectorAll(FOCUSABLE)];
  return (element.matches(FOCUSABLE) ? [element, ...all] : all).filter((one) => one.checkVisibility());
}

function nearest(places: readonly Place[]): HTMLElement | null {
  for (const { around, branch, stop } of places) {
    if (!around.isConnected || around.closest('main, header') === null) continue;
    const pivot = around.children[branch] ?? around.lastElementChild;
    const within = pivot === null ? [] : stopsOf(pivot);
    const all = stopsOf(around);
    const found =
      within[Math.min(stop, within.length - 1)] ??
      all.find((one) => pivot !== null && isAfter(one, pivot)) ??
      all.at(-1);
    if (found instanceof HTMLElement) return found;
  }
  return document.querySelector('main');
}

function isAfter(one: Element, other: Element): boolean {
  return (other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

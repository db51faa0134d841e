/** Users whose silence is watched: when each of them will have been silent for long enough to look. */
export class SilenceWatch {
  /** Times of the newest readings, in Unix milliseconds. */
  readonly #newest = new Map<number, number>();
  /** A binary heap of users by the time at which to look; each is in it once. */
  readonly #heap: { readonly userId: number; readonly at: number }[] = [];
  readonly #waiting = new Set<number>();
  #forMs: readonly number[] = [];

  /** How long silence has to last by each rule, in milliseconds. */
  setDurations(forMs: readonly number[]): void {
    const sorted = [...new Set(forMs)].sort((one, other) => one - other);
    if (sorted.length === this.#forMs.length && sorted.every((ms, at) => ms === this.#forMs[at])) return;
    this.#forMs = sorted;
    this.#heap.length = 0;
    this.#waiting.clear();
    for (const userId of this.#newest.keys()) this.#schedule(userId, Number.NEGATIVE_INFINITY);
  }

  /** Whether there is anything to watch. */
  get isOn(): boolean {
    return this.#forMs.length > 0;
  }

  /** Notes a user's newest reading. */
  heard(userId: number, newest: number): void {
    if ((this.#newest.get(userId) ?? Number.NEGATIVE_INFINITY) >= newest) return;
    this.#newest.set(userId, newest);
    if (this.isOn && !this.#waiting.has(userId)) this.#schedule(userId, Number.NEGATIVE_INFINITY);
  }

  forget(userId: number): void {
    this.#newest.delete(userId);
  }

  /** The users whose silence has reached a duration by now, with their newest readings; each once a duration. */
  *due(now: number): Generator<{ readonly userId: number; readonly newest: number }> {
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || top.at > now) return;
      this.#pop();
      this.#waiting.delete(top.userId);
      const newest = this.#newest.get(top.userId);
      if (newest === undefined) continue;
      // Readings may have come since it was scheduled.
      const isSilent = this.#forMs.some((ms) => newest + ms < now && newest + ms >= top.at - 1);
      this.#schedule(top.userId, now);
      if (isSilent) yield { userId: top.userId, newest };
    }
  }

  /** Schedules the next look at a user, later than an instant. */
  #schedule(userId: number, after: number): void {
    const newest = this.#newest.get(userId)!;
    const forMs = this.#forMs.find((ms) => newest + ms + 1 > after);
    if (forMs === undefined) return;
    this.#waiting.add(userId);
    this.#push({ userId, at: newest + forMs + 1 });
  }

  #push(entry: { readonly userId: number; readonly at: number }): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (heap[parent]!.at <= entry.at) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1;
      if (heap[child]!.at >= last.at) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

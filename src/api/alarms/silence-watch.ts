/** Users whose silence is watched: when each of them will have been silent for long enough to look. */
export class SilenceWatch {
  /** Times of the newest readings, in Unix milliseconds. */
  readonly #newest = new Map<number, number>();
  /** A binary heap of users by the time at which to look; of a user's entries the one that it waits for counts. */
  readonly #heap: { readonly userId: number; readonly at: number }[] = [];
  /** When each is looked at next. */
  readonly #waiting = new Map<number, number>();
  #forMs: readonly number[] = [];
  /** The time at which it was last looked. */
  #now = Number.NEGATIVE_INFINITY;

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

  /** A user's newest reading that it was told of. */
  newestOf(userId: number): number | undefined {
    return this.#newest.get(userId);
  }

  /** Notes a user's newest reading, which is an earlier one once later ones are deleted. */
  heard(userId: number, newest: number): void {
    const before = this.#newest.get(userId);
    if (before === newest) return;
    this.#newest.set(userId, newest);
    // One that is scheduled for too early is scheduled anew when it comes up.
    if (this.isOn && (!this.#waiting.has(userId) || before === undefined || newest < before)) {
      this.#schedule(userId, Number.NEGATIVE_INFINITY);
    }
  }

  forget(userId: number): void {
    this.#newest.delete(userId);
  }

  /**
   * The users whose silence has reached a duration by now, with their newest readings; each once a duration. And those whose silence
   * has not after all, since the clock was set back.
   */
  *due(now: number): Generator<{ readonly userId: number; readonly newest: number }> {
    const before = this.#now;
    this.#now = now;
    if (now < before) yield* this.#takenBack(now, before);
    for (;;) {
      const top = this.#heap[0];
      if (top === undefined || top.at > now) return;
      this.#pop();
      if (this.#waiting.get(top.userId) !== top.at) continue;
      this.#waiting.delete(top.userId);
      const newest = this.#newest.get(top.userId);
      if (newest === undefined) continue;
      // Readings may have come since it was scheduled.
      const isSilent = this.#forMs.some((ms) => newest + ms < now && newest + ms >= top.at - 1);
      this.#schedule(top.userId, now);
      if (isSilent) yield { userId: top.userId, newest };
    }
  }

  *#takenBack(now: number, before: number): Generator<{ readonly userId: number; readonly newest: number }> {
    for (const [userId, newest] of this.#newest) {
      if (!this.#forMs.some((ms) => newest + ms >= now && newest + ms < before)) continue;
      this.#schedule(userId, now);
      yield { userId, newest };
    }
  }

  /** Schedules the next look at a user, later than an instant. */
  #schedule(userId: number, after: number): void {
    const newest = this.#newest.get(userId)!;
    const forMs = this.#forMs.find((ms) => newest + ms + 1 > after);
    if (forMs === undefined) return;
    const at = newest + forMs + 1;
    if (this.#waiting.get(userId) === at) return;
    this.#waiting.set(userId, at);
    this.#push({ userId, at });
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

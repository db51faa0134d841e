/**
 * An answer that is costly to find out, and asked for by many: found out anew only when the last one is older than somebody takes.
 */
export class RecentAnswer<T> {
  #last: { readonly at: Date; readonly answer: Promise<T> } | undefined;

  /**
   * The last answer and when it was asked for.
   *
   * @param maxAgeMs How old it may be; 0 to find it out anew.
   * @param ask Finds it out; where it fails, the next one who asks does so again.
   */
  async get(maxAgeMs: number, ask: () => Promise<T>): Promise<{ readonly at: Date; readonly answer: T }> {
    const age = this.#last === undefined ? undefined : Date.now() - this.#last.at.getTime();
    // A clock that was set back makes no answer last longer.
    if (this.#last === undefined || age === undefined || age < 0 || age >= maxAgeMs) {
      const asked = { at: new Date(), answer: ask() };
      this.#last = asked;
      asked.answer.catch(() => {
        if (this.#last === asked) this.#last = undefined;
      });
    }
    const { at, answer } = this.#last;
    return { at, answer: await answer };
  }
}

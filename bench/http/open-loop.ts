/** What came of a stream of requests. */
export interface LoopResult {
  /** Latency of each answered request in ms, from when it was due, whether or not the sender was late. */
  readonly samples: number[];
  readonly failures: Map<string, number>;
  /** Requests without an answer when the time was over. */
  readonly open: number;
}

/**
 * Sends requests at their times, `perSecond` of them at random distances (Poisson), and never waits for an answer: a service
 * that falls behind is seen to fall behind.
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  random: () => number,
  sendOne: () => Promise<string | undefined>,
): Promise<LoopResult> {
  const samples: number[] = [];
  const failures = new Map<string, number>();
  let open = 0;
  const started = performance.now();
  const fail = (reason: string) => failures.set(reason, (failures.get(reason) ?? 0) + 1);
  let due = 0;
  for (;;) {
    due += (-Math.log(1 - random()) / perSecond) * 1000;
    if (due > seconds * 1000) break;
    const wait = due - (performance.now() - started);
    // Never early: what the timer is late by counts as latency.
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)));
    const from = started + due;
    open += 1;
    void sendOne()
      .then(
        (failure) => (failure === undefined ? void samples.push(performance.now() - from) : fail(failure)),
        (error: unknown) => fail(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => {
        open -= 1;
      });
  }
  for (let waited = 0; open > 0 && waited < 10_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return { samples, failures, open };
}

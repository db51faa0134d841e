import type { FastifyBaseLogger } from 'fastify';
import type { ServiceSettings } from '../../config/service-settings.ts';
import type { SloReport } from '../schemas/answers.ts';
import { LatencyWindow } from './latency-window.ts';

/** Kinds of requests that have an objective. */
export type Measured = 'query_top' | 'query_users' | 'ingest';

const SHARE = 0.95;
/** With fewer answers, the 95th percentile would depend on a few slow ones. */
const SMALLEST_SAMPLE = 20;

/** The service level objectives: measured over a sliding window, and logged when broken and when met again. */
export class Objectives {
  readonly #windowSeconds: number;
  readonly #objectives: ReadonlyMap<Measured, { readonly ms: number; readonly window: LatencyWindow }>;
  readonly #log: FastifyBaseLogger;
  readonly #broken = new Set<Measured>();

  constructor(settings: ServiceSettings, log: FastifyBaseLogger) {
    this.#windowSeconds = settings.sloWindow;
    this.#log = log;
    const objective = (ms: number) => ({ ms, window: new LatencyWindow(settings.sloWindow) });
    this.#objectives = new Map([
      ['query_top', objective(settings.sloQueryTopP95Ms)],
      ['query_users', objective(settings.sloQueryUsersP95Ms)],
      ['ingest', objective(settings.sloIngestP95Ms)],
    ]);
  }

  add(measured: Measured, ms: number): void {
    this.#objectives.get(measured)?.window.add(ms);
  }

  report(): SloReport {
    const objectives = [...this.#objectives].map(([name, { ms: objectiveMs, window }]) => {
      const { count, ms: p95Ms } = window.quantile(SHARE);
      const verdict = verdictOn(count, p95Ms, objectiveMs);
      return { name, objectiveMs, p95Ms, count, verdict, isMet: verdict !== 'broken' };
    });
    return {
      windowSeconds: this.#windowSeconds,
      smallestSample: SMALLEST_SAMPLE,
      isMet: objectives.every(({ isMet }) => isMet),
      objectives,
    };
  }

  /** Logs what has changed since the last call. Too few answers change nothing. */
  check(): void {
    for (const { name, verdict, isMet, p95Ms, objectiveMs, count } of this.report().objectives) {
      const measured = name as Measured;
      if (verdict === 'too_few' || isMet === !this.#broken.has(measured)) continue;
      if (isMet) this.#broken.delete(measured);
      else this.#broken.add(measured);
      const details = { objective: name, p95Ms, objectiveMs, count, windowSeconds: this.#windowSeconds };
      if (isMet) this.#log.info(details, 'service level objective met again');
      else this.#log.warn(details, 'service level objective broken');
    }
  }
}

function verdictOn(count: number, p95Ms: number | null, objectiveMs: number): 'met' | 'broken' | 'too_few' {
  if (p95Ms === null || count < SMALLEST_SAMPLE) return 'too_few';
  return p95Ms < objectiveMs ? 'met' : 'broken';
}

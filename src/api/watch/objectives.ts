import type { FastifyBaseLogger } from 'fastify';
import type { ServiceSettings } from '../../config/service-settings.ts';
import type { SloReport } from '../schemas/answers.ts';
import { LatencyWindow } from './latency-window.ts';

/** What is held to an objective. */
export type Measured = 'query_top' | 'query_users' | 'ingest';

const SHARE = 0.95;

/** The service level objectives: measured over a sliding window, and told when they are broken and met again. */
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
      return { name, objectiveMs, p95Ms, count, isMet: p95Ms === null || p95Ms < objectiveMs };
    });
    return { windowSeconds: this.#windowSeconds, isMet: objectives.every(({ isMet }) => isMet), objectives };
  }

  /** Writes to the log what has changed since the last look. */
  check(): void {
    for (const { name, isMet, p95Ms, objectiveMs, count } of this.report().objectives) {
      const measured = name as Measured;
      if (isMet === !this.#broken.has(measured)) continue;
      if (isMet) this.#broken.delete(measured);
      else this.#broken.add(measured);
      const details = { objective: name, p95Ms, objectiveMs, count, windowSeconds: this.#windowSeconds };
      if (isMet) this.#log.info(details, 'service level objective met again');
      else this.#log.warn(details, 'service level objective broken');
    }
  }
}

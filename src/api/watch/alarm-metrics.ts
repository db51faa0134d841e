import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { AlarmChange } from '../../alarms/alarm-changes.ts';
import { SEVERITIES, type Severity } from '../../alarms/rule.ts';

/** Around the time in which an alarm should be told. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** How things stand with alarms that go on, by severity. */
export type AlarmStanding = {
  readonly [severity in Severity]: {
    readonly active: number;
    /** Those that nobody has acknowledged or closed. */
    readonly unseen: number;
    /** How long ago the first of these was told, in milliseconds; 0 where there is none. */
    readonly oldestUnseenMs: number;
  };
};

/** Where alarms stand, and what waits for the evaluation. */
export interface AlarmSources {
  standing(): Promise<AlarmStanding>;
  /** How long ago the first write that has not been evaluated came, in milliseconds; 0 when all have. */
  oldestNotedMs(): Promise<number>;
  /** Users who cannot be evaluated, and are tried again. */
  failing(): number;
}

/** Metrics of alarms. */
export class AlarmMetrics {
  readonly #events;
  readonly #delay;

  /** @param sources Read on each scrape. */
  constructor(registry: Registry, { standing, oldestNotedMs, failing }: AlarmSources) {
    const registers = [registry];
    this.#events = new Counter({
      name: 'pulsebase_alarm_events_total',
      help: 'What happened to alarms, by kind and severity.',
      labelNames: ['kind', 'severity'] as const,
      registers,
    });
    this.#delay = new Histogram({
      name: 'pulsebase_alarm_evaluation_delay_seconds',
      help: 'Time from a write, or from when silence had lasted long enough, to the alarms that follow from it.',
      buckets: SECONDS,
      registers,
    });
    const bySeverity = (name: string, help: string, value: (found: AlarmStanding[Severity]) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['severity'] as const,
        registers,
        async collect() {
          const found = await standing().catch(() => undefined);
          this.reset();
          if (found !== undefined) for (const severity of SEVERITIES) this.set({ severity }, value(found[severity]));
        },
      });
    bySeverity('pulsebase_alarms_active', 'Alarms that go on.', ({ active }) => active);
    bySeverity(
      'pulsebase_alarms_unacknowledged',
      'Alarms that go on, and that nobody has acknowledged or closed.',
      ({ unseen }) => unseen,
    );
    bySeverity(
      'pulsebase_alarms_unacknowledged_oldest_seconds',
      'How long ago the first of them was told; 0 where there is none.',
      ({ oldestUnseenMs }) => oldestUnseenMs / 1000,
    );
    new Gauge({
      name: 'pulsebase_alarm_users_failing',
      help: 'Users whose alarms cannot be evaluated, and who are tried again.',
      registers,
      collect() {
        this.set(failing());
      },
    });
    new Gauge({
      name: 'pulsebase_alarm_evaluation_oldest_seconds',
      help: 'How long ago the first write began that is over and has not been evaluated; 0 when all have.',
      registers,
      async collect() {
        const ms = await oldestNotedMs().catch(() => undefined);
        if (ms === undefined) this.remove();
        else this.set(ms / 1000);
      },
    });
  }

  /** Alarms have changed, so long after the write that they follow from. */
  told(changes: readonly AlarmChange[], delayMs: number): void {
    this.#delay.observe(Math.max(0, delayMs) / 1000);
    for (const { kind, alarm } of changes) if (kind !== 'grown') this.#events.inc({ kind, severity: alarm.severity });
  }
}

import { randomUUID } from 'node:crypto';
import type { Rule } from '../../alarms/rule.ts';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import { showValue } from '../../model/show-value.ts';
import type { StateDatabase, StateRow, StateStatement } from '../../state/state-database.ts';

/** A rule in the state. Times are Unix milliseconds. */
export interface StoredRule extends Rule {
  readonly id: string;
  /** Counts the changes, from 1. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** While all users are evaluated by a rule that is new or has changed, the last one that was; `undefined` when all are. */
  readonly doneUpTo: number | undefined;
}

/** All are read each second, and everybody is evaluated by each. */
const MAX_RULES = 1000;

const COLUMNS = 'id, name, body, version, created_at, updated_at, done_up_to';

/** The rules in the state of the service. */
export class RuleStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  /** @throws PulsebaseError `INVALID_ARGUMENT` when there is one of that name, or there are too many. */
  async create(rule: Rule): Promise<StoredRule> {
    const { name, ...body } = rule;
    const [[count] = []] = await this.#database.query('SELECT count(*) FROM state.rules');
    if (Number(count) >= MAX_RULES) {
      throw new PulsebaseError('INVALID_ARGUMENT', `there may be ${MAX_RULES} rules; delete one first`);
    }
    const [row] = await this.#named(name, () =>
      this.#database.query(
        // It may be carried out twice, and is then the same rule.
        `INSERT INTO state.rules (id, name, body, version, created_at, updated_at, done_up_to)
         VALUES (?, ?, ?, 1, state.now_ms(), state.now_ms(), 0)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING ${COLUMNS}`,
        [randomUUID(), name, JSON.stringify(body)],
      ),
    );
    return ruleOf(row!);
  }

  /** Replaces a rule; all users are evaluated anew. @throws PulsebaseError `INVALID_ARGUMENT`, `RULE_NOT_FOUND`. */
  async replace(id: string, rule: Rule): Promise<StoredRule> {
    const { name, ...body } = rule;
    const [row] = await this.#named(name, () =>
      this.#database.query(
        `UPDATE state.rules SET name = ?, body = ?, version = version + 1, updated_at = state.now_ms(), done_up_to = 0
         WHERE id = ? RETURNING ${COLUMNS}`,
        [name, JSON.stringify(body), id],
      ),
    );
    if (row === undefined) throw noSuchRule(id);
    return ruleOf(row);
  }

  /** Deletes a rule, once it has no alarms any more. */
  async delete(id: string): Promise<void> {
    await this.#database.transaction([
      { text: 'DELETE FROM state.snoozes WHERE rule_id = ?', values: [id] },
      { text: 'DELETE FROM state.rules WHERE id = ?', values: [id] },
    ]);
  }

  async list(): Promise<StoredRule[]> {
    return (await this.#database.query(`SELECT ${COLUMNS} FROM state.rules ORDER BY name`)).map(ruleOf);
  }

  async areThere(): Promise<boolean> {
    return (await this.#database.query('SELECT 1 FROM state.rules LIMIT 1')).length > 0;
  }

  /** By id, or by name. @throws PulsebaseError `RULE_NOT_FOUND`. */
  async get(rule: string): Promise<StoredRule> {
    const rows = await this.#database.query(`SELECT ${COLUMNS} FROM state.rules WHERE id = ? OR name = ?`, [
      rule,
      rule,
    ]);
    const found = rows.map(ruleOf);
    const one = found.find(({ id }) => id === rule) ?? found[0];
    if (one === undefined) throw noSuchRule(rule);
    return one;
  }

  /** Has all rules begin no earlier than an instant: the readings before it are gone. */
  async beginNotBefore(instant: number): Promise<void> {
    for (let isOver = false; !isOver; ) {
      isOver = true;
      for (const { id, version, name: _, ...rule } of await this.list()) {
        if (rule.since >= instant) continue;
        const { createdAt: __, updatedAt: ___, doneUpTo: ____, ...body } = rule;
        const [row] = await this.#database.query(
          'UPDATE state.rules SET body = ?, version = version + 1 WHERE id = ? AND version = ? RETURNING id',
          [JSON.stringify({ ...body, since: instant }), id, version],
        );
        // It was changed meanwhile.
        if (row === undefined) isOver = false;
      }
    }
  }

  /** Notes up to which user everybody is evaluated by some rules, but for those that have changed meanwhile. */
  async setDoneUpTo(
    rules: readonly StoredRule[],
    doneUpTo: number | undefined,
    guard: Omit<StateStatement, 'guards'>,
  ): Promise<void> {
    await this.#database.transaction([
      { ...guard, guards: true },
      ...rules.map(
        ({ id, version }): StateStatement => ({
          text: 'UPDATE state.rules SET done_up_to = ? WHERE id = ? AND version = ?',
          values: [doneUpTo ?? null, id, version],
        }),
      ),
    ]);
  }

  async #named<T>(name: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (cause) {
      const [taken] = await this.#database.query('SELECT id FROM state.rules WHERE name = ?', [name]);
      if (taken === undefined) throw cause;
      throw new PulsebaseError('INVALID_ARGUMENT', `there is a rule with the name ${showValue(name)}; choose another`, {
        field: 'name',
        cause,
      });
    }
  }
}

/** Returns a row as long as a rule is what it was, and keeps it so until the transaction is over. */
export function isUnchangedRule({ id, version }: StoredRule): StateStatement {
  return { text: 'SELECT 1 FROM state.rules WHERE id = ? AND version = ? FOR SHARE', values: [id, version] };
}

function ruleOf([id, name, body, version, createdAt, updatedAt, doneUpTo]: StateRow): StoredRule {
  return {
    ...(JSON.parse(String(body)) as Omit<Rule, 'name'>),
    id: String(id),
    name: String(name),
    version: Number(version),
    createdAt: Number(createdAt),
    updatedAt: Number(updatedAt),
    doneUpTo: doneUpTo === null || doneUpTo === undefined ? undefined : Number(doneUpTo),
  };
}

function noSuchRule(rule: string): PulsebaseError {
  return new PulsebaseError(
    'RULE_NOT_FOUND',
    `no rule has the id or name ${showValue(rule)}; see pulsebase rules list`,
    {
      field: 'rule',
    },
  );
}

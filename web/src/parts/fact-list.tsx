import type { ComponentChildren } from 'preact';

/** A few facts, each under what it is of. */
export function FactList({
  facts,
}: {
  readonly facts: readonly (readonly [title: string, value: ComponentChildren])[];
}) {
  return (
    <dl class="fact-list">
      {facts.map(([title, value]) => (
        <div key={title}>
          <dt class="muted">{title}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

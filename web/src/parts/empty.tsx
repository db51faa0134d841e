import type { ComponentChildren } from 'preact';

interface Properties {
  readonly title: string;
  readonly hint?: string;
  /** A way on. */
  readonly children?: ComponentChildren;
}

/** That there is nothing, why, and what to do. */
export function Empty({ title, hint, children }: Properties) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {hint !== undefined && <p class="muted">{hint}</p>}
      {children}
    </div>
  );
}

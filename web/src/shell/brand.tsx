/** The sign of the product. */
export function Brand() {
  return (
    <span class="brand">
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="7" class="brand-field" />
        <path d="M4 17h6l3-9 6 17 3-8h6" class="brand-line" />
      </svg>
      Pulsebase
    </span>
  );
}

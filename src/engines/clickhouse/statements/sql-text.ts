/** A text literal of ClickHouse's SQL. */
export function sqlText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

/** A quoted SQL identifier, whatever characters it has. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
}

/** Replaces the database `pulsebase` in a statement by another one, but not within text literals. */
export function nameDatabase(sql: string, database: string): string {
  if (database === 'pulsebase') return sql;
  const name = `${sqlName(database)}.`;
  return sql.replaceAll(/'[^'\\]*(?:\\.[^'\\]*)*'|\bpulsebase\./gs, (found) => (found.startsWith("'") ? found : name));
}

/**
 * The schema as text, from the catalogue: what pg_dump would show of tables, columns, keys, indexes, partitions and views.
 * pg_dump itself comes with no package that the tests have.
 */
export async function describeSchema(execute: (text: string) => Promise<unknown[][]>): Promise<string> {
  const ours = `n.nspname = 'public'`;
  const relations = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;
  const parts: [title: string, text: string][] = [
    [
      'relations',
      `SELECT c.relname, CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view' END,
         coalesce(pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid)), c.reloptions::text, obj_description(c.oid)
       FROM ${relations} WHERE ${ours} AND c.relkind IN ('r', 'p', 'v') ORDER BY 1`,
    ],
    [
      'columns',
      `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
         pg_get_expr(d.adbin, d.adrelid)
       FROM ${relations} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE ${ours} AND c.relkind IN ('r', 'p', 'v') ORDER BY 1, a.attnum`,
    ],
    ['indexes', `SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`],
    [
      'checks',
      `SELECT c.relname, pg_get_constraintdef(k.oid) FROM ${relations} JOIN pg_constraint k ON k.conrelid = c.oid
       WHERE ${ours} AND k.contype = 'c' ORDER BY 1, 2`,
    ],
    ['views', `SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1`],
  ];
  let schema = '';
  for (const [title, text] of parts) {
    // Names of partitions hold the month of the first reading; all else is the same in every database.
    const rows = await execute(text);
    schema += `-- ${title}\n${rows.map((row) => row.map((value) => value ?? '').join(' | ')).join('\n')}\n\n`;
  }
  return schema;
}

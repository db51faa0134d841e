/** The items of a list in a cell: `[30,29]` has two, `121` and `[121]` one, and nothing has none. */
export function cellList(cell: string): readonly string[] {
  const items = cell.trim().replace(/^\[|\]$/g, '');
  return items.trim() === '' ? [] : items.split(',').map((item) => item.trim());
}

// The tables of a Markdown page, as rows of cells, each with the heading and the line of text before it.

export interface PageTable {
  heading: string
  /** The last line of text before the table. */
  before: string
  header: string[]
  rows: string[][]
}

/** Every table of the page in its order. */
export function tablesOf(page: string): PageTable[] {
  const tables: PageTable[] = []
  let [heading, before] = ['', '']
  let open: PageTable | null = null
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) {
      open = null
      if (line.startsWith('#')) heading = line.replace(/^#+ /, '')
      else if (line.trim() !== '') before = line
      continue
    }
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    if (!open) tables.push((open = { heading, before, header: cells, rows: [] }))
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) open.rows.push(cells)
  }
  return tables
}

// How do several statements make one way to PostgreSQL and back? Joined in one message; a small night waits mostly for
// such ways. For statements without parameters that need not wait for each other's answers.
import type { ClientBase, QueryResult } from 'pg'

/** Runs the statements in order; their results in the same order. */
export async function inOneMessage(
  client: ClientBase,
  statements: readonly string[],
): Promise<QueryResult<Record<string, unknown>>[]> {
  if (statements.length === 0) return []
  return [await client.query<Record<string, unknown>>(statements.join(';\n'))].flat()
}

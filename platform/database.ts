// How the rest of Arrears reaches PostgreSQL: one pool, with Prisma on top for rows and plain SQL beside it for the
// set-based work of the night.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { type Prisma, PrismaClient } from '../prisma/generated/client'

export interface Database {
  /** For the few that need a connection of their own: to listen, to copy. */
  url: string
  prisma: PrismaClient
  pool: pg.Pool
  close(): Promise<void>
}

/** What both the client and an open transaction can do. */
export type Transaction = Prisma.TransactionClient

/**
 * Opens a pool of at most `connections` to PostgreSQL. Statements wait at most 10 s for a lock, so that a stuck
 * transaction shows as an error and not as silence; a transaction whose client says nothing for a minute (its machine
 * or network is gone) is given up by the server with its locks.
 */
export function openDatabase(url: string, options: { connections?: number; name?: string } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 10,
    // A new connection has to build its caches and plans again: one that is idle between two steps is kept.
    idleTimeoutMillis: 300_000,
    application_name: options.name ?? 'arrears',
    options: '-c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC',
  })
  // A connection that breaks (database restart) is replaced at its next use, and whoever uses it hears of it by the
  // statement that fails; it must not end the process, neither idle nor lent out.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    url,
    prisma,
    pool,
    async close() {
      await prisma.$disconnect()
      if (!pool.ended) await pool.end()
    },
  }
}

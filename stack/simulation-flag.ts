/**
 * Is this database a simulation? Decided once, by the first `up`, and written into the database; absent means
 * production, where virtual time is refused. Nothing ever changes it later.
 */
import { Client } from 'pg'

/** `new` = no version of Arrears has been here yet. */
export type DatabaseKind = 'new' | 'production' | 'simulation'

/** Asking for what cannot be had. `code` is stable. */
export class SimulationRefused extends Error {
  readonly code = 'SIMULATION_REFUSED'
  override readonly name = 'SimulationRefused'
}

export async function databaseKind(databaseUrl: string): Promise<DatabaseKind> {
  return withClient(databaseUrl, async (client) => {
    const migrated = await exists(client, '_prisma_migrations')
    if (!migrated) return 'new'
    if (!(await exists(client, 'setting'))) return 'production'
    const flag = await client.query(
      `SELECT 1 FROM setting WHERE key = 'simulation' AND value->'enabled' = 'true'`,
    )
    return flag.rowCount === 0 ? 'production' : 'simulation'
  })
}

export async function markAsSimulation(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    await client.query(
      `INSERT INTO setting (key, value) VALUES ('simulation', '{"enabled": true}') ON CONFLICT DO NOTHING`,
    )
  })
}

async function exists(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [table])
  return Boolean(rows[0]?.found)
}

async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

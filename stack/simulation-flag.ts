/**
 * Is this database a simulation? Decided once, by the first `up`, and written into the database; absent means
 * production, where virtual time is refused. Nothing ever changes it later.
 */
import { Client } from 'pg'

/** `new` = no version of Arrears has been here yet. */
export type DatabaseKind = 'new' | 'production' | 'simulation'

/** A simulation was asked for where there must be none. `code` is stable. */
export class SimulationRefused extends Error {
  override readonly name = 'SimulationRefused'

  constructor(readonly code: keyof typeof REFUSALS) {
    super(REFUSALS[code])
  }
}

const REFUSALS = {
  SIMULATION_OF_PRODUCTION:
    'a production database never becomes a simulation: give `up --simulation` another --home (or DATABASE_URL)',
  SIMULATION_WITH_TWILIO:
    'a simulation would send SMS to real people: unset TWILIO_ACCOUNT_SID, or set TWILIO_BASE_URL to a local endpoint',
  SIMULATION_WITH_ALIBABA:
    'a simulation would send SMS to real people: unset ALIBABA_CLOUD_ACCESS_KEY_ID, or set ALIBABA_SMS_BASE_URL to a local endpoint',
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

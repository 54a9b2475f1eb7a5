// `arrears migrate`: are the bank's own servers ready for this version? Tables in PostgreSQL, namespace and search
// attributes in Temporal; the step of a deployment between new servers and new workers. Safe to repeat.
import type { Command } from 'commander'
import { processEnvironment, resolveConfig } from '../platform/config'
import { migrate } from '../platform/migrate'
import { connectTemporal } from '../platform/temporal'
import { databaseKind } from '../stack/simulation-flag'
import { prepareNamespace } from '../stack/temporal-namespace'
import { print, withCommonOptions } from './open'

interface Options {
  home: string
  json?: boolean
}

export function registerMigrateCommand(program: Command): void {
  withCommonOptions(program.command('migrate'))
    .description('bring tables, namespace and search attributes of your own servers to this version')
    .action(runMigrate)
}

async function runMigrate({ home, json }: Options): Promise<void> {
  const config = resolveConfig({ env: processEnvironment(), home })
  const applied = await migrate(config.databaseUrl, () => undefined)
  const simulation = (await databaseKind(config.databaseUrl)) === 'simulation'
  const { namespace, retentionDays } = config.temporal
  const temporal = await connectTemporal(config)
  try {
    await prepareNamespace(temporal.connection, { namespace, retentionDays, simulation })
  } finally {
    await temporal.close()
  }
  print(json, { applied, namespace }, () => [
    applied.length === 0 ? 'The tables are up to date.' : `Applied: ${applied.join(', ')}`,
    `Temporal: namespace ${namespace} is ready.`,
  ])
}

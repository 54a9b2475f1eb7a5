/**
 * Is the namespace ready for the first worker? Registers it with its retention and its two search attributes
 * where they are missing, and waits until every service of the server knows them.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time'
import { temporal } from '@temporalio/proto'

/** For engineers, never for correctness; each one costs an event and index updates: at most two. */
export const SEARCH_ATTRIBUTES = { ArrearsStage: 'Keyword', ArrearsHold: 'Bool' } as const
const INDEXED_TYPE = {
  Keyword: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  Bool: temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
}
/** Key in the namespace's own data, beside the flag in the database. */
export const SIMULATION_KEY = 'arrears_simulation'

const NOT_FOUND = 5
const ALREADY_EXISTS = 6
const REFUSED: unknown[] = [7, 12, 16] // permission denied, unimplemented, unauthenticated

/**
 * Safe to repeat. `simulation` is written at the registration only and never changed. Throws a message that says
 * what to register where this user may not.
 */
export async function prepareNamespace(connection: Connection, wanted: WantedNamespace): Promise<void> {
  try {
    await register(connection, wanted)
    await retried(() => addMissingSearchAttributes(connection, wanted.namespace))
    await retried(() => askForSearchAttributes(connection, wanted.namespace))
  } catch (error) {
    const attributes = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name} (${type})`)
    throw new Error(
      `the Temporal namespace ${wanted.namespace} cannot be made ready: ${error instanceof Error ? error.message : ''}\n` +
        `Register it on that server, with the search attributes ${attributes.join(' and ')}`,
      { cause: error },
    )
  }
}

export interface WantedNamespace {
  namespace: string
  retentionDays: number
  simulation: boolean
}

async function register(
  connection: Connection,
  { namespace, retentionDays, simulation }: WantedNamespace,
): Promise<void> {
  if (await namespaceExists(connection, namespace)) return
  await ignoring(ALREADY_EXISTS, () =>
    connection.workflowService.registerNamespace({
      namespace,
      description: 'Arrears: one durable workflow per delinquent account',
      workflowExecutionRetentionPeriod: msToTs(retentionDays * 86_400_000),
      data: simulation ? { [SIMULATION_KEY]: 'true' } : {},
    }),
  )
}

async function askForSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const query = Object.keys(SEARCH_ATTRIBUTES)
    .map((name) => `${name} IS NULL`)
    .join(' OR ')
  await connection.workflowService.countWorkflowExecutions({ namespace, query })
}

export async function namespaceExists(connection: Connection, namespace: string): Promise<boolean> {
  try {
    await connection.workflowService.describeNamespace({ namespace })
    return true
  } catch (error) {
    if (codeOf(error) === NOT_FOUND) return false
    throw error
  }
}

/** Names of search attributes that the namespace lacks. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  return Object.keys(SEARCH_ATTRIBUTES).filter((name) => !(name in customAttributes))
}

async function addMissingSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingSearchAttributes(connection, namespace)
  if (missing.length === 0) return
  const searchAttributes = Object.fromEntries(
    missing.map((name) => [name, INDEXED_TYPE[SEARCH_ATTRIBUTES[name as keyof typeof SEARCH_ATTRIBUTES]]]),
  )
  await ignoring(ALREADY_EXISTS, () =>
    connection.operatorService.addSearchAttributes({ namespace, searchAttributes }),
  )
}

/** The services refresh what they know of a namespace every few seconds: until then they answer "not found". */
async function retried(call: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await call()
      return
    } catch (error) {
      if (attempt === 150 || REFUSED.includes(codeOf(error))) throw error
      await delay(200)
    }
  }
}

async function ignoring(code: number, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
  } catch (error) {
    if (codeOf(error) !== code) throw error
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

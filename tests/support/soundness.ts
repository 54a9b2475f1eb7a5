// Was everything sound that happened in a world? Every run of every case replays, every chain of facts is whole, every
// decision can be reproduced from the facts it knew, every contact was lawful. The last test of each file of journeys.
import { Worker } from '@temporalio/worker'
import { auditContacts, breachLine } from '../../audit/breaches'
import { explainCase } from '../../cases/read-case'
import { caseWorkflowId } from '../../workflows/messages'
import type { World } from './world'

export interface Soundness {
  accounts: number
  /** Decisions asked again. */
  decisions: number
  /** What was not as it should be, in words; empty when all was sound. */
  faults: string[]
}

/** Looks at every case of the world. */
export async function soundnessOf(world: World): Promise<Soundness> {
  const { db, relay } = world
  const accounts = await db.prisma.account.findMany({
    where: { episodes: { some: {} } },
    select: { id: true },
    orderBy: { id: 'asc' },
  })
  const accountIds = accounts.map(({ id }) => id)
  const faults: string[] = []
  let decisions = 0
  for (const accountId of accountIds) {
    for (const { turn, episode, reproduced } of await explainCase(relay, accountId)) {
      decisions += 1
      if (!reproduced) faults.push(`decision ${episode}/${turn} of ${accountId} cannot be reproduced`)
    }
  }
  const replayed = await replayAll(world, faults)
  const without = accountIds.filter((accountId) => !replayed.has(caseWorkflowId(accountId)))
  faults.push(...without.map((accountId) => `${accountId} has no run that could be replayed`))
  const chains = await db.pool.query<{ account_id: string; seq: number }>(
    'select * from broken_fact_chains()',
  )
  faults.push(...chains.rows.map(({ account_id, seq }) => `the chain of ${account_id} is broken at ${seq}`))
  const { breaches } = await auditContacts(db, { policiesDir: 'policies' })
  faults.push(...breaches.map(breachLine))
  return { accounts: accountIds.length, decisions, faults }
}

/** Replays every run of every workflow of the world against the code of today. Answers the workflows' ids. */
async function replayAll({ temporal, config }: World, faults: string[]): Promise<Set<string>> {
  const workflowBundle = { codePath: process.env['ARREARS_TEST_BUNDLE'] ?? '' }
  const runs = temporal.client.workflow.list({ query: `TaskQueue = '${config.taskQueue}'` })
  const replayed = new Set<string>()
  for await (const { workflowId, error } of Worker.runReplayHistories(
    { workflowBundle },
    runs.intoHistories(),
  )) {
    replayed.add(workflowId)
    if (error) faults.push(`a run of ${workflowId} does not replay: ${error.message}`)
  }
  return replayed
}

// Was everything sound that happened in a world? Every run of every case replays, every chain of facts is whole, every
// decision can be reproduced from the facts it knew, every contact was lawful. The last test of each file of journeys.
import { Worker } from '@temporalio/worker'
import { findBreaches } from '../../audit/breaches'
import { explainCase } from '../../cases/read-case'
import { caseWorkflowId } from '../../workflows/messages'
import { type World, zone } from './world'

export interface Soundness {
  accounts: number
  /** Runs of workflows that were replayed. */
  replayed: number
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
  let replayed = 0
  let decisions = 0
  for (const accountId of accountIds) {
    const runs = await replay(world, accountId)
    replayed += runs.count
    faults.push(...runs.faults)
    for (const { turn, episode, reproduced } of await explainCase(relay, accountId)) {
      decisions += 1
      if (!reproduced) faults.push(`decision ${episode}/${turn} of ${accountId} cannot be reproduced`)
    }
  }
  const chains = await db.pool.query<{ account_id: string; seq: number }>(
    'select * from broken_fact_chains()',
  )
  faults.push(...chains.rows.map(({ account_id, seq }) => `the chain of ${account_id} is broken at ${seq}`))
  const breaches = await findBreaches(db, { zone, allowedHours: [8, 22] })
  faults.push(...breaches.map(({ rule, contactKey, text }) => `${rule}: ${contactKey}, ${text}`))
  return { accounts: accountIds.length, replayed, decisions, faults }
}

/** Replays every run of the account's workflow, of all its episodes, against the workflow code of today. */
async function replay(world: World, accountId: string): Promise<{ count: number; faults: string[] }> {
  const workflowId = caseWorkflowId(accountId)
  const { workflow } = world.temporal.client
  const workflowBundle = { codePath: process.env['ARREARS_TEST_BUNDLE'] ?? '' }
  const histories = workflow.list({ query: `WorkflowId = '${workflowId}'` }).intoHistories()
  let count = 0
  const faults: string[] = []
  for await (const { runId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    count += 1
    if (error) faults.push(`run ${runId} of ${accountId} does not replay: ${error.message}`)
  }
  if (count === 0) faults.push(`${accountId} has no run to replay`)
  return { count, faults }
}

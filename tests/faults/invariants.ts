// Is everything as it should be, whatever happened on the way? What must hold for a bank at rest after any fault, looked
// at from outside: the providers' own ledgers, the database, the Temporal server. Each break is named in words.
import { WorkflowNotFoundError } from '@temporalio/client'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { auditContacts, breachLine } from '../../audit/breaches'
import type { NightReport } from '../../batch/night-report'
import type { EmailConfig } from '../../platform/email-settings'
import { messageIdOf } from '../../platform/email'
import type { Contact } from '../../prisma/generated/client'
import { caseWorkflowId } from '../../workflows/messages'
import type { Bank } from './bank'

/** What the local providers accepted for the bank's customers. */
interface Ledger {
  sms: { sid: string; to: string; body: string }[]
  mail: { messageId: string; envelope: { to: string[] } }[]
}

/** Every invariant that does not hold; empty when all is well. */
export async function brokenInvariants(bank: Bank): Promise<string[]> {
  return (
    await Promise.all([
      ledgerAgainstContacts(bank),
      contactsAgainstFacts(bank),
      stepsAndTasks(bank),
      importsReconcile(bank),
      casesAgainstWorkflows(bank),
      nothingLeftToDo(bank),
      moneyAddsUp(bank),
      factChains(bank),
      breaches(bank),
      historiesReplay(bank),
    ])
  ).flat()
}

/** Who was written to: the provider's ledger has each contact at most once, and nothing else. */
async function ledgerAgainstContacts(bank: Bank): Promise<string[]> {
  const contacts = await bank.db.prisma.contact.findMany()
  const ledger = await ledgerOf(bank)
  const broken: string[] = []
  let explained = 0
  for (const contact of contacts) {
    const ids = acceptedFor(contact, ledger, bank.config.email)
    explained += ids.length
    const where = `contact ${contact.key} (${contact.status})`
    if (ids.length > 1) broken.push(`${where} was accepted ${ids.length} times`)
    if (ids.length === 0 && ['sent', 'delivered'].includes(contact.status))
      broken.push(`${where} was accepted by nobody`)
    if (ids.length > 0 && ['claimed', 'withdrawn', 'failed'].includes(contact.status))
      broken.push(`${where} was accepted all the same`)
    // A message that was looked up after a lost answer is known by our reference where the provider lists no ids.
    const names = [ids[0], contact.checkCode]
    if (contact.status === 'sent' && !names.includes(contact.providerId ?? ''))
      broken.push(`${where} has the provider's id ${contact.providerId ?? 'none'}, not ${ids[0] ?? 'any'}`)
  }
  const accepted = ledger.sms.length + ledger.mail.length
  if (accepted !== explained)
    broken.push(`the providers accepted ${accepted} messages, contacts explain ${explained}`)
  return broken
}

/** The ids of the messages that the provider accepted for a contact. */
function acceptedFor(contact: Contact, ledger: Ledger, sender: EmailConfig): string[] {
  return contact.channel === 'sms'
    ? ledger.sms.filter(({ body }) => body.includes(contact.checkCode ?? contact.key)).map(({ sid }) => sid)
    : ledger.mail.map(({ messageId }) => messageId).filter((id) => id === messageIdOf(contact.key, sender))
}

export async function ledgerOf({ db, mailboxUrl }: Bank): Promise<Ledger> {
  const points = new Set((await db.prisma.contactPoint.findMany()).map(({ value }) => value))
  const [sms, mail] = await Promise.all(
    ['messages', 'mail'].map(async (path) => (await fetch(new URL(path, mailboxUrl))).json()),
  )
  return {
    sms: (sms as Ledger['sms']).filter(({ to }) => points.has(to)),
    mail: (mail as Ledger['mail']).filter(({ envelope }) => envelope.to.some((to) => points.has(to))),
  }
}

async function contactsAgainstFacts({ db }: Bank): Promise<string[]> {
  const [contacts, facts] = await Promise.all([
    db.prisma.contact.findMany(),
    db.prisma.fact.findMany({ where: { kind: 'contactMade' } }),
  ])
  const made = new Map<string, string>()
  for (const { payload } of facts) {
    const { contactKey, outcome } = payload as { contactKey: string; outcome: string }
    if (outcome !== 'withheld') made.set(contactKey, outcome)
  }
  const broken = contacts
    .filter(({ key, status }) => (status === 'withdrawn' ? made.has(key) : made.get(key) !== status))
    .map(({ key, status }) => `contact ${key} is ${status}, the log says ${made.get(key) ?? 'nothing'}`)
  const keys = new Set(contacts.map(({ key }) => key))
  const unknown = [...made.keys()].filter((key) => !keys.has(key))
  return [...broken, ...unknown.map((key) => `the log knows a contact ${key} that has no row`)]
}

/** A step that was taken is in the log once, its tasks are on somebody's desk once, and a doubtful contact has a task. */
async function stepsAndTasks({ db }: Bank): Promise<string[]> {
  const { rows } = await db.pool.query<{ what: string }>(`
    select 'step ' || (payload ->> 'stepKey') || ' of ' || account_id || ' was taken ' || count(*) || ' times' as what
      from fact where kind = 'stepTaken' group by account_id, payload ->> 'stepKey' having count(*) > 1
    union all
    select 'task ' || coalesce(t.id, f.payload ->> 'taskId') || ' stands in one of log and worklist only'
      from task t full join (select * from fact where kind = 'taskOpened') f on f.payload ->> 'taskId' = t.id
      where t.id is null or f.key is null
    union all
    select 'contact ' || c.key || ' is unknown and nobody has been asked' from contact c where c.status = 'unknown'
      and not exists (select from task t where t.account_id = c.account_id and t.step_key = c.step_key and t.kind = 'review')`)
  return rows.map(({ what }) => what)
}

/** Each row of a file is exactly one of applied, unchanged and rejected, and the tables say what the files say. */
async function importsReconcile({ db }: Bank): Promise<string[]> {
  const drops = await db.prisma.drop.findMany({ orderBy: { businessDate: 'asc' } })
  const newest = drops.filter(({ status }) => status === 'applied').at(-1)
  return drops.flatMap(({ id, status, report: stored }) => {
    if (status === 'staging') return [`drop ${id} is neither applied nor refused`]
    const report = stored as unknown as NightReport | null
    if (status !== 'applied' || !report) return []
    const rows = report.files
      .filter(
        ({ rows: all, applied, unchanged, rejected }) =>
          applied + unchanged + rejected !== all || unchanged < 0,
      )
      .map(({ name }) => `the rows of ${name} in ${id} do not add up`)
    if (!report.reconciliation) return [...rows, `drop ${id} was never reconciled`]
    // Of an earlier night the tables show what came after it; it was compared when it was the newest.
    return id === newest?.id ? [...rows, ...report.reconciliation.differences] : rows
  })
}

/** Every open episode has a running workflow at rest, and no account without one has any. */
async function casesAgainstWorkflows({ db, temporal }: Bank): Promise<string[]> {
  const accounts = await db.prisma.account.findMany({ include: { episodes: true } })
  const answers = await Promise.all(
    accounts.map(async ({ id, episodes }) => {
      const open = episodes.filter(({ status }) => status === 'open').length
      const { running, pending } = await workflowOf(temporal, id)
      if (open > 1) return `account ${id} has ${open} open episodes`
      if (running !== (open === 1))
        return `account ${id} has ${open} open episodes, its workflow is ${running ? '' : 'not '}running`
      return pending === '' ? null : `the case of ${id} is still busy with ${pending}`
    }),
  )
  return answers.filter((answer) => answer !== null)
}

async function workflowOf({ client }: Bank['temporal'], accountId: string) {
  try {
    const { status, raw } = await client.workflow.getHandle(caseWorkflowId(accountId)).describe()
    const pending = (raw.pendingActivities ?? []).map(({ activityType }) => activityType?.name ?? '')
    if ((raw.pendingWorkflowTask?.attempt ?? 0) > 1) pending.push('a workflow task that fails')
    return { running: status.name === 'RUNNING', pending: pending.join(', ') }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { running: false, pending: '' }
    throw error
  }
}

async function nothingLeftToDo({ db }: Bank): Promise<string[]> {
  const { rows } = await db.pool.query<{ what: string }>(`
    select 'outbox row ' || id || ' of ' || account_id || ' was not sent' as what from outbox where sent_at is null
    union all
    select 'contact ' || key || ' is ' || status || ' for good' from contact where status in ('claimed', 'sending')
    union all
    select 'the case of ' || e.account_id || ' has not decided on its newest fact'
      from episode e join account a on a.id = e.account_id where e.status = 'open' and a.seq <> e.decided_seq
    union all
    select 'decision ' || d.turn || ' of ' || e.account_id || ' came after the one that counts'
      from episode e join decision d on d.account_id = e.account_id and d.episode = e.number and d.turn > e.turn`)
  return rows.map(({ what }) => what)
}

/** Each payment is once in the table and once in the log, with the same amount. */
async function moneyAddsUp({ db }: Bank): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(`
    select coalesce(p.id, f.id) as id from payment p
      full join (
        select payload ->> 'paymentId' as id, sum((payload ->> 'amountCents')::bigint) as cents from fact
        where kind in ('paymentPosted', 'paymentReversed') group by 1
      ) f using (id)
      where p.amount_cents is distinct from f.cents`)
  return rows.map(({ id }) => `payment ${id} is not the same in table and log`)
}

async function factChains({ db }: Bank): Promise<string[]> {
  const { rows } = await db.pool.query<{ account_id: string; seq: number }>(
    'select * from broken_fact_chains()',
  )
  return rows.map(({ account_id, seq }) => `the chain of ${account_id} breaks at ${seq}`)
}

async function breaches({ db }: Bank): Promise<string[]> {
  return (await auditContacts(db, { policiesDir: 'policies' })).breaches.map(breachLine)
}

/** A worker that starts anew can go on from what the histories of the cases say. Of many cases some are looked at. */
async function historiesReplay({ db, temporal }: Bank): Promise<string[]> {
  const accounts = await db.prisma.account.findMany({ select: { id: true }, orderBy: { id: 'asc' }, take: 5 })
  const histories = accounts.map(async ({ id }) => {
    const workflowId = caseWorkflowId(id)
    const history = await temporal.client.workflow.getHandle(workflowId).fetchHistory()
    return { workflowId, history }
  })
  const replayed = replaying.then(async () => replayAll(await Promise.all(histories)))
  replaying = replayed
  return replayed
}

/** The SDK takes its runtime down at the end of a replay: two at once would take it from each other. */
let replaying: Promise<unknown> = Promise.resolve()

async function replayAll(histories: Parameters<typeof Worker.runReplayHistories>[1]): Promise<string[]> {
  const workflowBundle = { codePath: process.env['ARREARS_TEST_BUNDLE'] ?? '' }
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const broken: string[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories)) {
    if (error) broken.push(`the history of ${workflowId} does not replay: ${error.message}`)
  }
  return broken
}

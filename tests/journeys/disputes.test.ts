// A customer disputes one bill of three: its notices and calls leave it out, the rest is collected; an answer in writing
// brings it back or corrects it. A dispute that nobody answers goes up from level to level and stays undisturbed.
import { journal } from '../support/journal'
import { soundnessOf } from '../support/soundness'
import { type Request, type World, local, openWorld } from '../support/world'
import { mailTo } from '../steps/stage'

const by = 'operator:lin'
const accounts = ['DISPUTE-ONE', 'DISPUTE-OLDEST', 'DISPUTE-ALL'] as const
const bills = ['2026-02-10', '2026-02-20', '2026-03-01'].map((dueOn) => ({ dueOn, minimumDueCents: 600_00 }))

const raise = (ids: string[]): Request => ({
  ...{ kind: 'raiseDispute', by, disputeId: 'd', ground: 'notMine', channel: 'letter', bills: ids },
})
const reject: Request = {
  ...{
    kind: 'answerDispute',
    by: 'supervisor:wu',
    disputeId: 'd',
    outcome: 'rejected',
    document: 'letters/d',
    corrections: [],
  },
}

let world: World
beforeAll(async () => {
  world = await openWorld()
  for (const accountId of accounts) world.books.open(accountId, { bills })
  world.plan('DISPUTE-ONE', '2026-03-07 12:00', raise(['DISPUTE-ONE-2026-02-20']))
  world.plan('DISPUTE-ONE', '2026-03-12 12:00', reject)
  world.plan('DISPUTE-OLDEST', '2026-03-07 12:00', raise(['DISPUTE-OLDEST-2026-02-10']))
  world.plan('DISPUTE-OLDEST', '2026-03-12 12:00', reject)
  world.plan('DISPUTE-ALL', '2026-03-07 12:00', raise([]))
  await world.night('2026-03-05')
  await world.liveUntil('2026-03-27 06:00')
})
afterAll(() => world.close())

const linesOf = async (accountId: string) => journal(await world.facts(accountId), { keys: true })

/** The first amount in each e-mail, in order: what is overdue. */
async function askedByMail(accountId: string): Promise<string[]> {
  const mails = await mailTo(`c-${accountId.toLowerCase()}@example.com`)
  return mails.map(({ subject, text }) => /([\d,]+\.\d\d)/.exec(`${subject} ${text}`)?.[1] ?? 'no amount')
}

test('the ladder goes on under the oldest bill, and notices leave out the bill that is disputed', async () => {
  expect((await linesOf('DISPUTE-ONE')).slice(0, 6)).toEqual([
    '2026-03-06 case 1 opens: newDelinquency',
    '2026-03-06 1/2026-02-10/reminder/1',
    '2026-03-07 dispute d raised',
    '2026-03-11 1/2026-02-10/second-reminder/1',
    '2026-03-12 dispute d rejected',
    '2026-03-12 dispute/d/1: answered',
  ])
  expect(await askedByMail('DISPUTE-ONE')).toEqual(['1,200.00', '1,800.00'])
})

test('a dispute of the oldest bill begins the ladder for the next one, and comes back to where it was', async () => {
  expect((await linesOf('DISPUTE-OLDEST')).slice(0, 8)).toEqual([
    '2026-03-06 case 1 opens: newDelinquency',
    '2026-03-06 1/2026-02-10/reminder/1',
    '2026-03-07 dispute d raised',
    '2026-03-07 1/2026-02-20/reminder/1',
    '2026-03-12 dispute d rejected',
    '2026-03-12 dispute/d/1: answered',
    // Five days since the last reminder, which the dispute does not count.
    '2026-03-17 1/2026-02-10/second-reminder/1',
    expect.any(String),
  ])
})

test('days past due run on while a bill is disputed', async () => {
  const { rows } = await world.db.pool.query<{ days: number; overdue: number; collectable: number | null }>(
    `select (answer -> 'debt' ->> 'daysPastDue')::int as days, (answer -> 'debt' ->> 'overdueCents')::int as overdue,
       (answer -> 'debt' ->> 'collectableCents')::int as collectable
     from decision where account_id = 'DISPUTE-OLDEST' and as_of between '2026-03-07 12:00+08' and '2026-03-12' order by turn limit 1`,
  )
  expect(rows).toEqual([{ days: 25, overdue: 1_800_00, collectable: 1_200_00 }])
})

test('nobody is contacted about a debt that is disputed as a whole, and nobody answering is seen at each level', async () => {
  const contacts = await world.factsOf('DISPUTE-ALL', 'contactMade')
  expect(contacts.filter(({ effectiveAt }) => effectiveAt > local('2026-03-07 12:00'))).toEqual([])
  expect((await linesOf('DISPUTE-ALL')).slice(2)).toEqual([
    '2026-03-07 dispute d raised',
    '2026-03-17 dispute/d/1: notAnswered (nobody reported)',
    '2026-03-17 warning/dispute/d/1: noted (nobody reported)',
    '2026-03-19 dispute/d/2: notAnswered (nobody reported)',
    '2026-03-21 dispute/d/3: notAnswered (nobody reported)',
    '2026-03-26 dispute/d/4: notAnswered (nobody reported)',
  ])
  const open = await world.db.prisma.task.findMany({ where: { accountId: 'DISPUTE-ALL', status: 'open' } })
  expect(open.map(({ kind, detail }) => [kind, detail])).toEqual([
    ['verification', { level: 'compliance', answerBy: '2026-03-17' }],
  ])
})

test('all of it was sound', async () => {
  expect(await soundnessOf(world)).toMatchObject({ accounts: 3, faults: [] })
})

// What an account that comes later knows of its person: a death, a restriction, who acts for them (E5, E7), on a real
// PostgreSQL, also when it comes at the same moment.
import { accountRules } from '../../cases/account-rules'
import { type CommandAnswer, type CommandDeps, runCommand } from '../../cases/run-command'
import type { Command } from '../../domain/commands/commands'
import { liveFacts } from '../../domain/ladder/decide'
import { circumstancesOf, holdsAt, relatedOf } from '../../domain/protection/circumstance'
import { restrictionsOf } from '../../domain/privacy/restriction'
import { personWideKinds } from '../../domain/contact/person-wide'
import { loadRuleBooks } from '../../platform/rule-books'
import { type NightBank, morningAfter, openNightBank, zone, untilSomebodyWaits } from '../support/night-bank'
import type { HandMadeDrop } from '../support/write-drop'

const books = loadRuleBooks({ strategiesDir: 'strategies', policiesDir: 'policies' })
const card = books.currentFor('card')
const release = { by: 'supervisor:wang', reason: 'B is somebody else' }

let bank: NightBank
let deps: CommandDeps
beforeEach(async () => {
  bank = await openNightBank()
  const rulesOf = accountRules(bank.db, {
    ...books,
    rulesFor: (db) => books.rulesFor(db, card.id, card.version),
  })
  deps = { db: bank.db, zone, rulesOf }
})
afterEach(() => bank.close())

/** A night with these accounts; of one person unless said otherwise. */
function night(businessDate: string, accounts: string[], owner: Record<string, string> = {}): HandMadeDrop {
  return {
    businessDate,
    accounts: accounts.map((accountId) => ({ accountId, customerId: owner[accountId] ?? 'c-A' })),
    bills: accounts.map((accountId) => ({
      ...{ accountId, billId: 'b1', dueOn: '2026-01-10', minimumDueCents: 10_000 },
    })),
  }
}

let serial = 0
type Said = Record<string, unknown> & { kind: Command['kind'] }
async function say(
  accountId: string,
  fields: Said,
  by = 'operator:lin',
  asOf = morningAfter('2026-01-21') + ++serial * 60_000,
): Promise<CommandAnswer> {
  const command = { commandId: `c-${++serial}`, by, ...fields } as unknown as Command
  return runCommand(deps, { accountId, asOf, command })
}
const died: Said = { kind: 'recordCircumstance', circumstanceId: 'd1', circumstance: 'deceased' }
const restricted: Said = { kind: 'restrictData', restrictionId: 'r1', reason: 'request' }
const paper = (kind: string) => ({ kind, id: 'doc-1' })

const known = async (accountId: string) => liveFacts(await bank.facts(accountId))
const aboutThePerson = async (accountId: string) =>
  (await known(accountId)).filter(({ kind }) => personWideKinds.some((one) => one === kind))

test('an account that comes after a death and a restriction knows of both, and by whom they were said', async () => {
  await bank.applied(night('2026-01-20', ['A']))
  expect(await say('A', died)).toMatchObject({ ok: true })
  expect(await say('A', restricted, 'officer:gu')).toMatchObject({ ok: true })
  await bank.applied(night('2026-01-22', ['A', 'B']))
  const [dead] = circumstancesOf(await known('B'))
  expect(dead).toMatchObject({ circumstanceId: 'd1', kind: 'deceased', effect: 'stop' })
  expect(dead && holdsAt(dead, morningAfter('2026-01-22'))).toBe(true)
  expect(restrictionsOf(await known('B'))).toMatchObject([{ restrictionId: 'r1', until: Infinity }])
  expect((await aboutThePerson('B')).map(({ actor }) => actor)).toEqual(['operator:lin', 'officer:gu'])
  const broken = await bank.db.pool.query('select * from broken_fact_chains()')
  expect(broken.rows).toEqual([])
})

test('a command that is repeated after the other account has come is the same command', async () => {
  await bank.applied(night('2026-01-20', ['A']))
  const said = { ...died, commandId: 'once' }
  expect(await say('A', said)).toMatchObject({ ok: true })
  await bank.applied(night('2026-01-22', ['A', 'B']))
  expect(await say('A', said)).toEqual({ ok: true, recorded: [] })
  expect(await say('A', died)).toMatchObject({ code: 'CIRCUMSTANCE_KNOWN' })
  expect(await say('B', died)).toMatchObject({ code: 'CIRCUMSTANCE_KNOWN' })
})

test('everything that followed comes in its order: what was proven, asked for, lifted, who acts and no longer acts', async () => {
  await bank.applied(night('2026-01-20', ['A']))
  await bank.db.prisma.relatedPerson.create({
    data: { customerId: 'c-A', id: 'x1', role: 'heir', fullName: '赵六', channel: null, value: null },
  })
  const confirm = { kind: 'confirmCircumstance' as const, circumstanceId: 'd1' }
  const withdraw = { kind: 'withdrawCircumstance' as const, circumstanceId: 'd1' }
  const lift = { kind: 'liftRestriction' as const, restrictionId: 'r1', reason: 'requestWithdrawn' }
  const heir = { relatedId: 'x1', role: 'heir', evidence: paper('estateDocument') }
  for (const said of [
    died,
    { ...confirm, evidence: paper('deathCertificate') },
    { kind: 'nameRelated' as const, ...heir },
    ...[300, 200, 100].map((inheritedCents) => ({
      ...{ kind: 'stateHeir' as const, relatedId: 'x1', inheritedCents, evidence: paper('estateDocument') },
    })),
    restricted,
    lift,
    { ...withdraw, evidence: paper('courtDecision') },
  ])
    expect(await say('A', said, 'supervisor:qian')).toMatchObject({ ok: true })
  await bank.applied(night('2026-01-22', ['A', 'B']))
  const own = await aboutThePerson('A')
  expect((await aboutThePerson('B')).map(({ kind, payload }) => ({ kind, payload }))).toEqual(
    own.map(({ kind, payload }) => ({ kind, payload })),
  )
  expect(relatedOf(await known('B'))).toEqual([{ relatedId: 'x1', role: 'heir' }])
  // Four eyes hold on the account that came later, too.
  expect(await say('B', { ...withdraw, evidence: paper('courtDecision') }, 'supervisor:qian')).toMatchObject({
    code: 'SAME_PERSON',
  })
  const later = morningAfter('2026-01-23')
  const second = await say('B', { ...withdraw, evidence: paper('courtDecision') }, 'supervisor:wu', later)
  expect(second).toMatchObject({ ok: true })
  for (const account of ['A', 'B'])
    expect(circumstancesOf(await known(account))).toMatchObject([{ withdrawnAt: expect.any(Number) }])
})

test('it is told once, also of three accounts, in later nights and when a night is done again', async () => {
  await bank.applied(night('2026-01-20', ['A', 'C']))
  await say('A', died)
  await bank.applied(night('2026-01-22', ['A', 'B', 'C']))
  await bank.applied(night('2026-01-23', ['A', 'B', 'C']))
  const again = { ...night('2026-01-22', ['A', 'B', 'C']), sequence: 10 }
  await bank.applied(
    { ...again, bills: again.bills?.map((bill) => ({ ...bill, minimumDueCents: 12_000 })) ?? [] },
    { asOf: morningAfter('2026-01-23') + 60_000, release },
  )
  for (const account of ['A', 'B', 'C']) expect(await aboutThePerson(account)).toHaveLength(1)
})

test('what was learnt of a party, and of another person, stays where it is', async () => {
  const owner = { B: 'c-B' }
  await bank.applied({
    ...night('2026-01-20', ['A']),
    parties: [
      {
        ...{ accountId: 'A', partyId: 'g', role: 'guarantor', fullName: '李四', channel: 'mobile' },
        value: '+447700900001',
      },
    ],
  })
  await say('A', { ...died, circumstance: 'minor', partyId: 'g' })
  await bank.applied(night('2026-01-22', ['A', 'B', 'C'], owner))
  await say('A', restricted)
  await bank.applied(night('2026-01-23', ['A', 'B', 'C', 'D'], { ...owner, D: 'c-B' }))
  expect(await aboutThePerson('B')).toEqual([])
  expect((await aboutThePerson('C')).map(({ kind }) => kind)).toEqual(['dataRestricted'])
  expect(await aboutThePerson('D')).toEqual([])
})

test('one id is one matter of the person: a death is not taken for the matter of a guarantor of another account', async () => {
  await bank.applied({
    ...night('2026-01-20', ['A', 'B']),
    parties: [
      {
        ...{ accountId: 'A', partyId: 'g', role: 'guarantor', fullName: '李四', channel: 'mobile' },
        value: '+447700900001',
      },
    ],
  })
  expect(await say('A', { ...died, circumstance: 'minor', partyId: 'g' })).toMatchObject({ ok: true })
  const twice = { commandId: 'death-1', ...died }
  expect(await say('B', twice)).toMatchObject({ ok: false, code: 'CIRCUMSTANCE_KNOWN' })
  expect(await aboutThePerson('B')).toEqual([])
  const other = { ...twice, circumstanceId: 'd2' }
  expect(await say('B', other)).toMatchObject({
    ok: true,
    recorded: expect.arrayContaining(['circumstance/d2']),
  })
  expect(await say('B', other)).toEqual({ ok: true, recorded: [] })
  const grown = {
    kind: 'withdrawCircumstance' as const,
    circumstanceId: 'd1',
    evidence: paper('identityDocument'),
  }
  for (const by of ['supervisor:qian', 'supervisor:wu'])
    expect(await say('A', grown, by)).toMatchObject({ ok: true })
  expect((await aboutThePerson('B')).map(({ payload }) => payload)).toMatchObject([{ circumstanceId: 'd2' }])
  await bank.applied(night('2026-01-22', ['A', 'B', 'C']))
  expect((await aboutThePerson('C')).map(({ kind }) => kind)).toEqual(['circumstanceRecorded'])
})

test('an account that was given to the wrong person forgets that person with the correction', async () => {
  await bank.applied(night('2026-01-20', ['A', 'X'], { X: 'c-X' }))
  await say('A', died)
  await bank.applied(night('2026-01-22', ['A', 'B', 'X'], { X: 'c-X' }))
  expect(await aboutThePerson('B')).toHaveLength(1)
  const right = { ...night('2026-01-22', ['A', 'B', 'X'], { X: 'c-X', B: 'c-X' }), sequence: 10 }
  await bank.applied(right, { asOf: morningAfter('2026-01-22') + 60_000, release })
  expect(await aboutThePerson('B')).toEqual([])
  await bank.applied(night('2026-01-23', ['A', 'B', 'X'], { X: 'c-X', B: 'c-A' }))
  expect(await aboutThePerson('B')).toHaveLength(1)
})

test('a death that is recorded while the account comes is known on it', async () => {
  await bank.applied(night('2026-01-20', ['A']))
  const other = await bank.db.pool.connect()
  let arrival: Promise<unknown>
  try {
    // Somebody who holds the person, as every command about a person does, when the import comes to them.
    await other.query(`begin; select 1 from customer where id = 'c-A' for no key update`)
    arrival = bank.applied(night('2026-01-22', ['A', 'B']))
    await untilSomebodyWaits(bank.db)
    const last = await bank.facts('A')
    await other.query(`select * from append_facts($1::jsonb)`, [
      JSON.stringify([
        {
          ...last[0],
          key: 'circumstance/d1',
          kind: 'circumstanceRecorded',
          actor: 'operator:lin',
          source: 'command/x',
          payload: {
            circumstanceId: 'd1',
            kind: 'deceased',
            effect: 'stop',
            from: 1,
            evidence: null,
            proven: false,
          },
        },
      ]),
    ])
  } finally {
    await other.query('commit')
    other.release()
  }
  await arrival
  expect(await aboutThePerson('B')).toHaveLength(1)
})

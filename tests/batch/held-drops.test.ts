// Which drops wait for a person, and what nights out of order do (product A3, A4).
import { forgetOldNights } from '../../batch/drop-store'
import { type NightBank, morningAfter, openNightBank } from '../support/night-bank'
import { owingDrop } from '../support/owing-drop'

let bank: NightBank
beforeEach(async () => {
  bank = await openNightBank({ minimumCount: 2, keepNights: 5 })
})
afterEach(() => bank.close())

const people = ['A', 'B', 'C', 'D', 'E', 'F']

describe('a drop waits for a person', () => {
  const release = { by: 'supervisor:wang', reason: 'the bank confirmed it by telephone' }

  test('when it would cure or lose an implausible share of the book', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const before = await bank.db.prisma.fact.count()
    const half = owingDrop('2026-01-21', ['A', 'B', 'C'])
    expect(await bank.night(half)).toMatchObject({
      status: 'held',
      reasons: ['0 of 6 open cases would be cured or exit and 3 accounts would be missing'],
    })
    expect(await bank.db.prisma.fact.count()).toBe(before)
    expect(await bank.night({ ...half, sequence: 2 }, { release })).toMatchObject({
      status: 'applied',
      report: { cases: { missing: 3 } },
    })
    expect(await bank.db.prisma.drop.findFirst({ where: { sequence: 2 } })).toMatchObject({
      status: 'applied',
      releasedBy: release.by,
      releaseReason: release.reason,
    })
  })

  test('when it would open an implausible share, but not on the first day of all', async () => {
    await bank.applied(owingDrop('2026-01-20', people.slice(0, 3)))
    const more = owingDrop('2026-01-21', people)
    expect(await bank.night(more)).toMatchObject({
      status: 'held',
      reasons: ['3 cases would open beside 3 open ones'],
    })
  })

  test('not for numbers of accounts below the least that counts', async () => {
    await bank.applied(owingDrop('2026-01-20', people.slice(0, 3)))
    await bank.applied(owingDrop('2026-01-21', ['A']))
  })

  test('when it replaces a drop of the same date, and somebody else must release it', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const again = { ...owingDrop('2026-01-20', people, { exits: [] }), customers: [], sequence: 2 }
    const first = await bank.night(again, { importedBy: 'operator:lin' })
    expect(first).toMatchObject({
      status: 'held',
      reasons: [expect.stringMatching(/replaces the drop 2026-01-20\.1\./)],
    })
    const own = bank.night(again, { importedBy: 'operator:lin', release: { ...release, by: 'operator:lin' } })
    await expect(own).rejects.toMatchObject({
      code: 'RELEASE_REFUSED',
      message: expect.stringMatching(/operator:lin/),
    })
    const disguised = bank.night(again, {
      importedBy: 'somebody',
      release: { ...release, by: 'operator:lin' },
    })
    await expect(disguised).rejects.toMatchObject({ code: 'RELEASE_REFUSED' })
    expect((await bank.night(again, { importedBy: 'operator:lin', release })).status).toBe('applied')
  })

  test.each([
    ['a name', { by: ' ', reason: 'x' }],
    ['a reason', { by: 'supervisor:wang', reason: '' }],
  ])('and no release without %s counts', async (_, bad) => {
    await bank.applied(owingDrop('2026-01-20', people))
    const half = owingDrop('2026-01-21', ['A', 'B', 'C'])
    await expect(bank.night(half, { release: bad })).rejects.toMatchObject({ code: 'RELEASE_REFUSED' })
  })
})

describe('nights out of order', () => {
  test('a missed night is named, and the next one goes on', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    const report = await bank.applied(owingDrop('2026-01-23', people))
    expect(report.warnings).toEqual([expect.stringMatching(/no drop came for 2026-01-21 to 2026-01-22/)])
  })

  test('a late night says what it corrected', async () => {
    await bank.applied(owingDrop('2026-01-20', ['A', 'B']))
    await bank.applied({ ...owingDrop('2026-01-22', ['A', 'B']), sequence: 5 })
    const late = owingDrop('2026-01-21', ['A'], { exits: [{ accountId: 'B', reason: 'paid' }] })
    const report = await bank.applied({ ...late, sequence: 4 }, { asOf: morningAfter('2026-01-22') + 1 })
    expect(report.correction).toEqual({ supersedes: null, accounts: 1, replayed: ['2026-01-22'] })
    const facts = await bank.facts('B')
    expect(facts.find(({ kind }) => kind === 'dropWithdrawn')).toBeUndefined() // no later night said anything of B
    expect((await bank.db.prisma.outbox.findMany({ where: { accountId: 'A' } })).length).toBe(1)
  })

  test('a correction of a night that is no longer kept is refused', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    await bank.applied(owingDrop('2026-01-28', people))
    expect(await forgetOldNights(bank.db, bank.policy.keepNights)).toBe(1)
    const again = { ...owingDrop('2026-01-20', ['A']), sequence: 9 }
    const release = { by: 'supervisor:wang', reason: 'x' }
    await expect(bank.night(again, { release })).rejects.toMatchObject({ code: 'DROP_TOO_OLD' })
  })

  test('a late night is refused when the night before it is no longer kept', async () => {
    await bank.applied(owingDrop('2026-01-20', people))
    await bank.applied({ ...owingDrop('2026-01-28', people), sequence: 9 })
    expect(await forgetOldNights(bank.db, bank.policy.keepNights)).toBe(1)
    const late = bank.night({ ...owingDrop('2026-01-27', people), sequence: 8 })
    await expect(late).rejects.toMatchObject({
      code: 'DROP_TOO_OLD',
      message: expect.stringMatching(/2026-01-20 is no longer kept/),
    })
  })
})

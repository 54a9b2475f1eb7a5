// What several accounts of a person say of circumstances, taken together: the customer's are one matter each, those of a party
// belong to the party's account.
import type { PersonFact } from '../../../domain/contact/person-standing'
import { statusesOf } from '../../../domain/contact/person-standing'
import { circumstancesOf } from '../../../domain/protection/circumstance'
import { zone } from '../test-strategy'

const about = { circumstanceId: 'D1', partyId: 'G-1' }
const said = (accountId: string, kind: string, payload: object) => ({ accountId, kind, payload })
const recorded = (accountId: string, payload: object) =>
  said(accountId, 'circumstanceRecorded', {
    effect: 'stop',
    from: 1,
    evidence: null,
    proven: false,
    ...payload,
  })
const guarantorIsMinor = recorded('A', { ...about, kind: 'minor' })
const customerDied = ['A', 'B'].map((account) =>
  recorded(account, { circumstanceId: 'D1', kind: 'deceased' }),
)

describe('one id, a matter of a guarantor on one account and of the customer on others', () => {
  test.each([
    ['the guarantor first', [guarantorIsMinor, ...customerDied]],
    ['the customer first', [...customerDied, guarantorIsMinor]],
  ])('the packs learn of the death, %s', (_, facts) => {
    const statuses = statusesOf(facts as unknown as PersonFact[], ['A'], zone)
    expect(statuses.map(({ status, until }) => [status, until])).toEqual([['deceased', Infinity]])
  })

  test('the death stands when the guarantor comes of age, and is proven by its own paper alone', () => {
    const evidence = { kind: 'identityDocument', id: 'doc' }
    const facts = [
      guarantorIsMinor,
      ...customerDied,
      said('A', 'circumstanceConfirmed', { ...about, evidence }),
      said('A', 'circumstanceWithdrawn', { ...about, at: 5 }),
    ]
    expect(
      circumstancesOf(facts).map(({ kind, withdrawnAt, proven }) => ({ kind, withdrawnAt, proven })),
    ).toEqual([
      { kind: 'minor', withdrawnAt: 5, proven: true },
      { kind: 'deceased', withdrawnAt: null, proven: false },
    ])
  })
})

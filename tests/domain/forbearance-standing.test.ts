// What do the rule packs know of hardship, deferrals and relief that the bank has agreed to?
import { forbearanceStatuses } from '../../domain/contact/forbearance-standing'
import type { PersonFact } from '../../domain/contact/person-standing'
import { local } from './log'
import { zone } from './test-strategy'

const said = (kind: string, payload: object, accountId = 'A') =>
  ({ accountId, kind, payload }) as unknown as PersonFact

const hardship = said('hardshipAgreed', { agreementId: 'h', from: '2026-03-10', until: '2026-04-09' })
const deferralOffered = said('deferralProposed', { deferralId: 'd', from: '2026-03-10', until: '2026-04-09' })
const deferral = [deferralOffered, said('deferralAgreed', { deferralId: 'd' })]
const relief = said('reliefAgreed', { reliefId: 'r' })
const reliefEnded = said('reliefEnded', { reliefId: 'r', outcome: 'broken', on: '2026-03-20' })

const always = [-Infinity, Infinity]
const tenthTo = (end: string) => [local('2026-03-10 00:00'), local(`${end} 00:00`)]

test.each<[string, PersonFact[], number[][]]>([
  ['hardship lasts through its last day', [hardship], [tenthTo('2026-04-10')]],
  [
    'hardship that was ended lasts through the day of its end',
    [hardship, said('hardshipEnded', { agreementId: 'h', on: '2026-03-20' })],
    [tenthTo('2026-03-21')],
  ],
  [
    'an end after the last day makes nothing longer',
    [hardship, said('hardshipEnded', { agreementId: 'h', on: '2026-05-01' })],
    [tenthTo('2026-04-10')],
  ],
  ['a deferral that nobody has agreed to is none', [deferralOffered], []],
  ['a deferral lasts through its last day', deferral, [tenthTo('2026-04-10')]],
  [
    'a deferral that was ended lasts through the day of its end',
    [...deferral, said('deferralEnded', { deferralId: 'd', outcome: 'ended', on: '2026-03-20' })],
    [tenthTo('2026-03-21')],
  ],
  [
    'one that ended before it was agreed is none',
    [deferralOffered, said('deferralEnded', { deferralId: 'd', outcome: 'declined', on: '2026-03-12' })],
    [],
  ],
  ['relief lasts until a fact ends it', [relief], [always]],
  ['relief that has ended is none', [relief, reliefEnded], []],
  [
    'relief that goes on after news of a payment is one again',
    [relief, reliefEnded, said('reliefReopened', { reliefId: 'r', on: '2026-03-22' })],
    [always],
  ],
  [
    'the ids of each kind are their own',
    [hardship, said('reliefAgreed', { reliefId: 'h' }), reliefEnded],
    [tenthTo('2026-04-10'), always],
  ],
])('%s', (_, facts, spans) => {
  expect(forbearanceStatuses(facts, ['A'], zone).map(({ from, until }) => [from, until])).toEqual(spans)
  expect(forbearanceStatuses(facts, ['B'], zone)).toEqual([])
})

// Who may decide what: each limit at its edge, the people and their levels, four eyes, and mistakes in the file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  type DecisionRequest,
  decisionKinds,
  levelNeeded,
  levelOf,
  mayApprove,
  mayDecide,
} from '../../../domain/arrangements/authority'
import { parseAuthority } from '../../../domain/arrangements/authority-file'
import { printProblem } from '../../../domain/yaml-source'

const restOf = (kinds: readonly string[]) => kinds.map((kind) => `  ${kind}: {}`).join('\n')
const good = `levels:
  - { level: collector, people: ['operator:*'] }
  - { level: teamLead, people: ['supervisor:*', 'operator:he'] }
  - { level: committee, people: ['committee:one'] }
decisions:
  plan:
    collector: { termMonths: 12, amount: 20000.00 }
    teamLead: { termMonths: 24, amount: 50000.00 }
  relief:
    teamLead: { waivedAmount: 2000.00, waivedPercent: { fees: 100, interest: 30, principal: 0 } }
    committee: { waivedPercent: { fees: 100, interest: 100, principal: 50 } }
${restOf(decisionKinds.filter((kind) => kind !== 'plan' && kind !== 'relief'))}
refundSpanDays: 90
`

function authorityIn(text: string) {
  const reading = parseAuthority(text)
  if (!reading.ok)
    throw new Error(reading.problems.map((one) => printProblem('authority.yaml', one)).join('\n'))
  return reading.authority
}
const authority = authorityIn(good)

test.each([
  ['operator:lin', 'collector'],
  ['operator:he', 'teamLead'],
  ['supervisor:qian', 'teamLead'],
  ['committee:one', 'committee'],
  ['committee:two', null],
  ['system:portal', null],
  ['case', null],
])('%s stands on the level %s', (person, level) => {
  expect(levelOf(authority, person)).toBe(level)
})

const plan = (termMonths: number, amountCents: number): DecisionRequest => ({
  kind: 'plan',
  termMonths,
  amountCents,
})
const relief = (fees: number, interest: number, principal: number): DecisionRequest => ({
  kind: 'relief',
  waived: {
    fees: { waivedCents: fees, ofCents: 100_00 },
    interest: { waivedCents: interest, ofCents: 1_000_00 },
    principal: { waivedCents: principal, ofCents: 100_000_00 },
  },
})

test.each<[string, DecisionRequest, string | null]>([
  ['a plan at both limits', plan(12, 20_000_00), 'collector'],
  ['a month more', plan(13, 20_000_00), 'teamLead'],
  ['a cent more', plan(12, 20_000_01), 'teamLead'],
  ['a plan at the limits of the next level', plan(24, 50_000_00), 'teamLead'],
  ['a month more than anybody may', plan(25, 1), null],
  ['all fees and 30 % of the interest', relief(100_00, 300_00, 0), 'teamLead'],
  ['a cent more of the interest', relief(100_00, 300_01, 0), 'committee'],
  ['a cent of the principal', relief(0, 0, 1), 'committee'],
  ['half of the principal', relief(100_00, 1_000_00, 50_000_00), 'committee'],
  ['a cent more than half of the principal', relief(0, 0, 50_000_01), null],
  ['what no level has a line for', { kind: 'refund', amountCents: 1 }, null],
])('%s needs the level %s', (_title, request, level) => {
  expect(levelNeeded(authority, request)).toBe(level)
})

test('the sum of what is waived has a limit besides the shares', () => {
  const request: DecisionRequest = {
    kind: 'relief',
    waived: { fees: { waivedCents: 2_000_01, ofCents: 9_000_00 } },
  }
  expect(mayDecide(authority, 'supervisor:qian', request)).toEqual({
    ok: false,
    code: 'AUTHORITY_EXCEEDED',
    message: 'supervisor:qian (teamLead) may waive 2,000.00 in all: this is 2,000.01; a committee may',
  })
})

test.each<[string, DecisionRequest, string, string]>([
  ['operator:lin', plan(13, 1), 'AUTHORITY_EXCEEDED', 'may go to 12 months: this is for 13; a teamLead may'],
  ['operator:lin', plan(1, 20_000_01), 'AUTHORITY_EXCEEDED', 'may go to 20,000.00: this is 20,000.01'],
  ['operator:lin', relief(1, 0, 0), 'AUTHORITY_EXCEEDED', 'has no authority for a relief; a teamLead may'],
  [
    'operator:he',
    relief(0, 300_01, 0),
    'AUTHORITY_EXCEEDED',
    'may waive 30 % of the interest: this is 300.01 of',
  ],
  ['supervisor:qian', plan(25, 1), 'AUTHORITY_EXCEEDED', 'no level may'],
  ['system:portal', plan(1, 1), 'NO_AUTHORITY', 'stands on no level of authority'],
])('%s is refused %j as %s', (person, request, code, says) => {
  const answer = mayDecide(authority, person, request)
  expect(answer).toMatchObject({ ok: false, code })
  expect(answer).toHaveProperty('message', expect.stringContaining(says))
})

test('whoever proposed does not approve, however high; somebody else with the authority does', () => {
  const asked = plan(24, 50_000_00)
  expect(mayApprove(authority, { person: 'supervisor:qian', maker: 'supervisor:qian' }, asked)).toMatchObject(
    {
      code: 'SAME_PERSON',
    },
  )
  expect(mayApprove(authority, { person: 'operator:lin', maker: 'supervisor:qian' }, asked)).toMatchObject({
    code: 'AUTHORITY_EXCEEDED',
  })
  expect(mayApprove(authority, { person: 'operator:he', maker: 'supervisor:qian' }, asked)).toEqual({
    ok: true,
    level: 'teamLead',
  })
})

test('whoever may decide something may decide less, and whoever is higher may too', () => {
  const months = fc.integer({ min: 1, max: 80 })
  const cents = fc.integer({ min: 1, max: 9_000_000 })
  fc.assert(
    fc.property(months, cents, months, cents, (term, amount, lessTerm, lessAmount) => {
      const more = plan(term, amount)
      const less = plan(Math.min(term, lessTerm), Math.min(amount, lessAmount))
      for (const [person, higher] of [
        ['operator:lin', 'operator:he'],
        ['operator:he', 'committee:one'],
      ] as const) {
        if (!mayDecide(authority, person, more).ok) continue
        expect(mayDecide(authority, person, less).ok).toBe(true)
        expect(mayDecide(authority, higher, more).ok).toBe(true)
      }
    }),
  )
})

test.each([
  ["'operator:he'", 'he', '3:49 levels[1].people[1]: must be a person such as operator:lin'],
  ["'operator:he'", "'operator:*'", '3:49 levels[1].people[1]: operator:* is a collector already'],
  ['level: committee', 'level: teamLead', '4:7 levels[2].level: the level teamLead stands here twice'],
  ['    committee: {', '    comittee: {', 'there is no level comittee; did you mean "committee"?'],
  [
    'termMonths: 24',
    'termMonths: 6',
    'decisions.plan.teamLead.termMonths: a teamLead would be allowed less than a collector',
  ],
  [
    'interest: 100, principal: 50',
    'interest: 20, principal: 50',
    'a committee would be allowed less than a teamLead',
  ],
  ['interest: 30', 'interest: 130', 'decisions.relief.teamLead.waivedPercent.interest'],
  [
    'amount: 20000.00',
    'ammount: 20000.00',
    'decisions.plan.collector.ammount: there is no such setting here',
  ],
  ['amount: 20000.00', 'amount: 20000.001', 'has at most two decimals'],
  ['  refund: {}', '', 'decisions.refund: is missing'],
  ['refundSpanDays: 90', 'refundSpanDays: 0', 'refundSpanDays: must be at least 1'],
])('in the file %j instead of %j is refused with its line', (line, wrong, says) => {
  expect(good).toContain(line)
  expect(() => authorityIn(good.replace(line, wrong))).toThrow(says)
})

test('the file that comes with the project is good, and lets nobody exceed sixty months for a plan', () => {
  const own = authorityIn(readFileSync(join(__dirname, '../../../policies/authority.yaml'), 'utf8'))
  expect(levelNeeded(own, plan(60, 1))).toBe('committee')
  expect(levelNeeded(own, plan(61, 1))).toBeNull()
})

// What a hold freezes and who may lift it, as the bank has written it; and what is refused when the file is read.
import { readFileSync } from 'node:fs'
import { parseHoldTerms } from '../../../domain/protection/hold-terms'

const text = readFileSync('policies/holds.yaml', 'utf8')
const levels = ['collector', 'teamLead', 'manager', 'committee']

test('every reason has its effect and its authority', () => {
  const reading = parseHoldTerms(text, levels)
  expect(reading.ok && Object.keys(reading.holds)).toHaveLength(8)
  expect(reading.ok && reading.holds.complaint.freezes).toEqual(['escalation'])
  expect(reading.ok && reading.holds.deceased).toMatchObject({ place: 'anyone', lift: 'teamLead', liftBy: 2 })
})

test.each([
  [
    'a level that nobody has',
    /lift: manager, liftBy: 2/,
    'lift: pope, liftBy: 2',
    /holds\.regulator\.lift.*pope/,
  ],
  [
    'an effect that there is not',
    'freezes: [escalation], place',
    'freezes: [escalations], place',
    /"escalation"\?/,
  ],
  [
    'contact frozen and escalation not',
    'dispute: { freezes: [contact, escalation]',
    'dispute: { freezes: [contact]',
    /add escalation/,
  ],
  ['a reason that is left out', /^ {2}vulnerable:.*\n/m, '', /holds\.vulnerable: is missing/],
  ['no time to agree', 'agreeWithinDays: 14', 'agreeWithinDays: 0', /agreeWithinDays/],
  ['a hold that freezes nothing', 'freezes: [escalation], place', 'freezes: [], place', /freezes nothing/],
])('%s is refused by its place in the file', (_title, from, to, message) => {
  const reading = parseHoldTerms(text.replace(from, to), levels)
  expect(reading.ok ? [] : reading.problems.map((problem) => problem.message)).toEqual([
    expect.stringMatching(message),
  ])
  expect(reading.ok ? 0 : reading.problems[0]?.line).toBeGreaterThan(8)
})

// Who is written to in which manner? Plain words for the elderly and the vulnerable, digital ones for the young.
import { type Manner, type Reader, mannerFor } from '../../domain/words/manner'

const rules = { plainFromAge: 60, digitalBelowAge: 30 }
const today = '2026-03-05'
const born = (bornOn: string | null): Reader => ({ bornOn, isVulnerable: false })

test.each<[string, Reader, Manner]>([
  ['of an unknown age', born(null), 'ordinary'],
  ['who turns 60 today', born('1966-03-05'), 'plain'],
  ['who turns 60 tomorrow', born('1966-03-06'), 'ordinary'],
  ['who turns 30 today', born('1996-03-05'), 'ordinary'],
  ['who turns 30 tomorrow', born('1996-03-06'), 'digital'],
  ['who is young and vulnerable', { bornOn: '2000-01-01', isVulnerable: true }, 'plain'],
  ['who is vulnerable and of an unknown age', { bornOn: null, isVulnerable: true }, 'plain'],
])('a customer %s', (_, reader, manner) => expect(mannerFor(reader, rules, today)).toBe(manner))

test('who was born on 29 February is a year older on 1 March', () => {
  const leapling = born('1996-02-29')
  expect(mannerFor(leapling, rules, '2026-02-28')).toBe('digital')
  expect(mannerFor(leapling, rules, '2026-03-01')).toBe('ordinary')
})

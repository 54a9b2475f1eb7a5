// Packs forbid phrases in any text, policies/words.yaml forbids expressions in the bank's own templates: does the second
// know everything that the first does? (decision 14)
import { linesWith } from '../../domain/words/phrase'
import { readPacksInUse } from '../../platform/rule-packs'
import { loadWordRules } from '../../platform/word-rules'

const { forbidden } = loadWordRules('policies')

/** A sum of money is caught with its number. */
const spoken = (phrase: string) => (phrase === '元' ? '500元' : phrase)

/**
 * Whom the phrases of a rule are about: a third party where it is asked for the debtor, else everybody. What holds only
 * on a channel or in a state of the debt is no matter of templates.
 */
const phrases = readPacksInUse('policies').packs.flatMap(({ words }) =>
  words
    .filter(({ when }) => !when || Object.keys(when).join() === 'action')
    .flatMap(({ id, when, forbid }) =>
      forbid.map((phrase) => ({ id, phrase, kind: when?.action ? ('relay' as const) : ('notice' as const) })),
    ),
)

test('there are phrases to compare, about debtors and about third parties', () => {
  expect(new Set(phrases.map(({ kind }) => kind))).toEqual(new Set(['notice', 'relay']))
  expect(phrases.length).toBeGreaterThan(50)
})

test.each(phrases)('$phrase of $id is forbidden in a $kind too', ({ phrase, kind }) => {
  const catching = forbidden.filter(
    ({ kinds, languages }) =>
      kinds.includes(kind) &&
      Object.values(languages).some(({ expressions }) =>
        expressions.some((expression) => linesWith(expression, spoken(phrase)).length > 0),
      ),
  )
  expect(catching.map(({ id }) => id)).not.toEqual([])
})

// The variables of a service notice about an agreement: its terms in a few words, whatever of them is known.
import { type TermsInShort, agreedWords } from '../../domain/words/agreed-words'

test.each<[TermsInShort, string, string]>([
  [{ amountCents: 800_00, on: '2026-03-18' }, 'CNY 800.00 by 2026-03-18', 'CNY 800.00，于2026-03-18前'],
  [
    { amountCents: 800_00, months: 6, on: '2026-03-18' },
    'CNY 800.00 a month for 6 months from 2026-03-18',
    'CNY 800.00，每月一次，共6个月，自2026-03-18起',
  ],
  [
    { amountCents: 39_600_00, instalments: 60, on: '2026-04-01' },
    'CNY 39,600.00 in 60 instalments from 2026-04-01',
    'CNY 39,600.00，分60期，自2026-04-01起',
  ],
  [{ months: 3 }, 'for 3 months', '共3个月'],
  [{ amountCents: 1_00 }, 'CNY 1.00', 'CNY 1.00'],
])('%j', (terms, english, chinese) => {
  const told = (language: string) => agreedWords({ id: 'a1', terms }, 'CNY', language).agreedTerms
  expect([told('en'), told('zh-CN')]).toEqual([english, chinese])
})

test('what a notice does not name is empty', () => {
  expect(agreedWords({ id: 'a1' }, 'CNY', 'en')).toEqual({
    agreementId: 'a1',
    agreedAmount: '',
    agreedOn: '',
    agreedUntil: '',
    agreedTerms: '',
    waivedAmount: '',
  })
})

// Are numbers said so that they can be written down, and amounts as people say them?
import { inventedDebt } from '../../domain/words/invented-debt'
import { noticeText } from '../../domain/words/notice'
import { spokenFields } from '../../domain/words/spoken'

const bank = { name: 'Example Bank', address: '1 Example Road', seal: 'seal', hotline: '+86 100 0000 0000' }
const words = { howToPay: 'by transfer', consequence: 'interest', legalBasis: 'law', bank }
const other = { ...inventedDebt, accountId: 'ACC00009876', overdueCents: 1_234_567 }

test.each([
  ['zh-CN', '523.00元', '12345.67元'],
  ['en', '523.00 yuan', '12,345.67 yuan'],
])('in %s', (language, amount, otherAmount) => {
  const written = noticeText({ ...inventedDebt, ...words, others: [other] }, language)
  const spoken = spokenFields(written, language)
  expect(spoken).toMatchObject({
    hotline: '8 6, 1 0 0, 0 0 0 0, 0 0 0 0',
    reference: '4 8 2 1, 0 9 3 7, 1 1 5 3',
    accountTail: '1 2 3 4',
    overdueAmount: amount,
    payBy: written.payBy,
    customerName: written.customerName,
  })
  expect(spoken.otherAccounts).toContain(otherAmount)
})

test('an amount in another currency is left as it is written', () => {
  const written = noticeText({ ...inventedDebt, ...words, currency: 'EUR', others: [] }, 'en')
  expect(spokenFields(written, 'en').overdueAmount).toBe(written.overdueAmount)
})

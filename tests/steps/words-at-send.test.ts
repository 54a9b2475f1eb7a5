// Do the right words leave, in the manner of their reader, and do unfit ones stay? And what does the hotline say of them?
import { verifyMessage } from '../../cases/verify-message'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Stage, morning, setStage, smsTo, zone } from './stage'

let test_: TestDatabase
beforeAll(async () => {
  test_ = await freshDatabase()
})
afterAll(() => test_.drop())

const smsRung = { step: 'reminder' as const, template: 'reminder', channels: ['sms' as const] }
const both = { ...smsRung, channels: ['sms' as const, 'email' as const] }

const contactsOf = ({ accountId }: Stage) => test_.db.prisma.contact.findMany({ where: { accountId } })
const born = ({ accountId }: Stage, bornOn: string) =>
  test_.db.prisma.customer.update({
    where: { id: accountId.replace('ACC', 'CUS') },
    data: { bornOn: new Date(bornOn) },
  })

/** The same bank, with something it says of itself changed after it began to work. */
const saying = ({ deps }: Stage, howToPay: string) => ({
  ...deps,
  bank: { ...deps.bank, howToPay: { ...deps.bank.howToPay, 'zh-CN': howToPay } },
})

test.each([
  ['1950-01-01', 'zh-CN/sms/reminder.plain@1', '怎么还'],
  ['2001-01-01', 'zh-CN/sms/reminder.digital@1', '手头紧'],
  ['1980-01-01', 'zh-CN/sms/reminder@1', '如有困难'],
])('who was born on %s is written to by %s', async (bornOn, template, wording) => {
  const stage = await setStage(test_.db, smsRung)
  await born(stage, bornOn)
  await stage.perform('remind')
  expect((await smsTo(stage.mobile))[0]?.body).toContain(wording)
  expect(await contactsOf(stage)).toMatchObject([
    { template, templateSha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ])
})

test.each([
  ['is', null, 'zh-CN/sms/reminder.plain@1'],
  ['was', morning - 1_800_000, 'zh-CN/sms/reminder@1'],
])('a customer who %s marked as vulnerable is written to as that asks for', async (_, at, template) => {
  const stage = await setStage(test_.db, smsRung)
  const from = morning - 3_600_000
  await stage.record('holdPlaced', 'hold/h1', { holdId: 'h1', reason: 'vulnerable', from }, from)
  if (at !== null) await stage.record('holdLifted', 'hold/h1/lifted', { holdId: 'h1', at }, at)
  await stage.perform('remind')
  expect(await contactsOf(stage)).toMatchObject([{ template }])
})

test.each([
  ['nothing to fill in', ' ', 'BANK-NOTICE'],
  ['a threat', '不还就坐牢', 'CN-CON-01-THREAT'],
])('a message with %s stays, gives its slot back and opens nothing', async (_, howToPay, ruleId) => {
  const stage = await setStage(test_.db, smsRung)
  await stage.perform('remind', { deps: saying(stage, howToPay) })
  expect(await smsTo(stage.mobile)).toEqual([])
  expect(await stage.facts('contactMade')).toMatchObject([{ outcome: 'withheld', ruleId }])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'withheld', ruleId }])
  expect(await stage.facts('taskOpened')).toEqual([])
  expect(await contactsOf(stage)).toMatchObject([{ status: 'withdrawn', detail: ruleId, sentAt: null }])
})

test('unfit words on one channel do not keep the other from leaving', async () => {
  const stage = await setStage(test_.db, both)
  const { templates } = stage.deps
  const unfit = { file: 'templates/x.txt', line: 1, rule: 'CN-CON-01-THREAT', text: 'no threats' }
  const deps = {
    ...stage.deps,
    templates: {
      ...templates,
      render: (...[template, fields]: Parameters<typeof templates.render>) => ({
        ...templates.render(template, fields),
        ...(template.channel === 'sms' ? { finding: unfit } : {}),
      }),
    },
  }
  await stage.perform('remind', { deps })
  expect(await stage.facts('contactMade')).toMatchObject([
    { channel: 'email', outcome: 'sent' },
    { channel: 'sms', outcome: 'withheld', ruleId: 'CN-CON-01-THREAT' },
  ])
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'done' }])
})

test('a letter with unfit words is not printed', async () => {
  const stage = await setStage(test_.db, { step: 'letter', template: 'demand-letter' })
  await stage.perform('sendLetter', { deps: saying(stage, '不还就坐牢') })
  expect(await stage.facts('stepTaken')).toMatchObject([{ outcome: 'withheld', ruleId: 'CN-CON-01-THREAT' }])
  const documents = { where: { accountId: stage.accountId } }
  expect(await test_.db.prisma.document.findMany(documents)).toEqual([])
})

test('a customer whose name sounds like a threat gets the message all the same', async () => {
  const stage = await setStage(test_.db, smsRung)
  const id = stage.accountId.replace('ACC', 'CUS')
  await test_.db.prisma.customer.update({ where: { id }, data: { fullName: '欧阳公安' } })
  await stage.perform('remind')
  expect((await smsTo(stage.mobile))[0]?.body).toContain('欧阳公安')
})

describe('the hotline', () => {
  const codeIn = (body = '') => /\d{4}-\d{4}-\d{4}/.exec(body)?.[0] ?? ''
  const ask = (code: string) => verifyMessage(test_.db, code, zone)

  test('confirms a message by the code in it, and tells nothing of the debt', async () => {
    const stage = await setStage(test_.db, smsRung)
    await stage.perform('remind')
    const code = codeIn((await smsTo(stage.mobile))[0]?.body)
    const answer = [{ channel: 'sms', sentOn: '2026-03-05', kind: 'reminder', language: 'zh-CN' }]
    expect(await ask(code)).toEqual(answer)
    expect(await ask(code.replaceAll('-', ' '))).toEqual(answer)
  })

  test('confirms a letter', async () => {
    const stage = await setStage(test_.db, { step: 'letter', template: 'demand-letter' })
    await stage.perform('sendLetter')
    const [contact] = await contactsOf(stage)
    expect(await ask(contact?.checkCode ?? '')).toMatchObject([{ channel: 'letter', kind: 'demand-letter' }])
  })

  test('knows nothing of a message that never left', async () => {
    const stage = await setStage(test_.db, smsRung)
    await stage.perform('remind', { deps: saying(stage, ' ') })
    const [contact] = await contactsOf(stage)
    expect(await ask(contact?.checkCode ?? '')).toEqual([])
  })

  test('knows nothing of a code that is nobody’s, and asks again for a misheard one', async () => {
    expect(await ask('4821-0937-1153')).toEqual([])
    await expect(ask('4821-0937-1154')).rejects.toMatchObject({ code: 'CHECK_CODE_INVALID' })
  })

  test('the messages of one step have a code each', async () => {
    const stage = await setStage(test_.db, both)
    await stage.perform('remind')
    const codes = (await contactsOf(stage)).map(({ checkCode }) => checkCode)
    expect(new Set(codes).size).toBe(2)
  })
})

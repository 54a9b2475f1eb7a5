// What a conversation says of the customer's reasons, will and means, and what the ladder makes of it (B10).
import { conversationOf } from '../../domain/contact/conversation'
import type { Conversation } from '../../domain/contact/conversation-facts'
import { type CommandMoment, commandSchema, judgeCommand } from '../../domain/commands/commands'
import { type CaseBuilder, aCase } from './case-builder'
import { nextAt } from './journey'
import { accountId, local } from './log'
import { rulesWith, testRules, zone } from './test-strategy'

const moment: CommandMoment = { accountId, asOf: local('2026-03-09 10:00'), zone, rules: testRules }

function judge(story: CaseBuilder, fields: object) {
  const command = commandSchema.parse({
    ...{ commandId: 'c', by: 'operator:lin', kind: 'codeConversation', conversationId: 'talk-1' },
    ...fields,
  })
  return judgeCommand(story.facts, command, moment)
}

const talked = (story: CaseBuilder, on: string, said: Partial<Conversation>) =>
  story.at(`${on} 10:00`).add('conversationCoded', {
    ...{ conversationId: on, cause: null, willingness: 'unknown', capacity: 'unknown' },
    ...said,
  })

describe('what is known is what the last conversation said of it', () => {
  const nothing = { cause: null, willingness: 'unknown', capacity: 'unknown' }
  test.each<[string, CaseBuilder, object]>([
    ['nothing was said', aCase(), nothing],
    [
      'a later unknown takes nothing back',
      talked(talked(aCase(), '2026-03-06', { cause: 'illness', capacity: 'unable' }), '2026-03-08', {
        willingness: 'willing',
      }),
      { cause: 'illness', willingness: 'willing', capacity: 'unable' },
    ],
    [
      'a later answer counts',
      talked(talked(aCase(), '2026-03-06', { capacity: 'unable' }), '2026-03-08', { capacity: 'partly' }),
      { ...nothing, capacity: 'partly' },
    ],
  ])('%s', (_, story, expected) => expect(conversationOf(story.facts)).toEqual(expected))
})

describe('a conversation is coded', () => {
  test('as said, once', () => {
    const judgement = judge(aCase(), { cause: 'unemployment', capacity: 'partly' })
    if (!judgement.ok) throw new Error(judgement.message)
    expect(judgement.facts).toMatchObject([
      {
        key: 'conversation/talk-1',
        payload: { cause: 'unemployment', willingness: 'unknown', capacity: 'partly' },
      },
    ])
    const again = judge(aCase().append(judgement.facts), { cause: 'unemployment', capacity: 'partly' })
    expect(again).toEqual({ ok: true, facts: [] })
  })

  test.each<[code: string, fields: object]>([
    ['NOTHING_CODED', {}],
    ['UNKNOWN_CONTACT', { capacity: 'able', contactKey: 'another/1/2026-03-01/calls/1/voice/1' }],
    ['CONVERSATION_KNOWN', { capacity: 'able', commandId: 'd', conversationId: '2026-03-06' }],
  ])('or refused with %s', (code, fields) => {
    const story = talked(aCase(), '2026-03-06', { capacity: 'able' })
    expect(judge(story, fields)).toMatchObject({ ok: false, code })
  })
})

describe('a rung leaves out customers of whom a conversation said what it excepts', () => {
  const rules = rulesWith([
    {
      id: 'call',
      step: 'call',
      enter: { daysPastDue: { min: 1 }, except: { capacity: ['unable'], causes: ['bereavement'] } },
    },
    { id: 'letter', step: 'letter', enter: { daysPastDue: { min: 1 } } },
  ])
  test.each<[string, Partial<Conversation>, string]>([
    ['can pay', { capacity: 'able' }, 'call'],
    ['said nothing of it', { willingness: 'unwilling' }, 'call'],
    ['cannot pay', { capacity: 'unable' }, 'letter'],
    ['mourns', { cause: 'bereavement' }, 'letter'],
    ['is ill', { cause: 'illness' }, 'call'],
  ])('who %s', (_, said, rung) => {
    const story = talked(aCase(), '2026-03-05', said)
    expect(nextAt(story, '2026-03-06', rules)).toContain(rung)
  })
})

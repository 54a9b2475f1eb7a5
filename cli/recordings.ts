// What can be recorded at the command line: each command's options and how they become a command on the case. The
// shape is checked by the schema in domain/commands/commands.ts, so options are passed on as they come.
import { causes } from '../domain/arrangements/documents'
import { capacities, willingnesses } from '../domain/contact/conversation-facts'
import type { CommandKind } from '../domain/commands/commands'
import { type Flags, type Given, type Recording, centsOf, instantOf, optional, spanOf } from './record'

const note: Flags = ['--note <text>', 'a remark; no personal data']
const task: Flags = ['--task <id>', 'which task, when the case has several']
const money: readonly Flags[] = [
  ['--amount <amount>', 'amount with two decimal places, e.g. 120.50'],
  ['--value-on <date>', 'value date, YYYY-MM-DD'],
  ['--posted-on <date>', 'posting date, YYYY-MM-DD'],
]

export const recordings: readonly Recording[] = [
  {
    name: 'pay',
    description: 'record a payment that was posted',
    required: [['--payment <id>', "the payment's id"], ...money],
    optional: [],
    toCommand: (o) => ({ kind: 'recordPayment', paymentId: o['payment'], ...moneyOf(o) }),
  },
  {
    name: 'reverse',
    description: 'record that a payment came back',
    required: [
      ['--payment <id>', "the reversal's own id"],
      ['--reverses <id>', 'the payment that came back'],
      ...money,
    ],
    optional: [],
    toCommand: (o) => ({
      kind: 'recordReversal',
      paymentId: o['payment'],
      reversesPaymentId: o['reverses'],
      ...moneyOf(o),
    }),
  },
  {
    name: 'wish',
    description: 'record what the customer said about when or how often to be contacted',
    required: [
      ['--wish <id>', 'an id of its own'],
      ['--topic <topic>', 'consentToHours, consentToFrequency or inconvenientHours'],
    ],
    optional: [
      ['--hours <spans>', 'e.g. 20:00-23:00 or 06:00-08:00,22:00-24:00; absent: all day'],
      ['--channels <list>', 'e.g. voice,sms; absent: all'],
      ['--accounts <list>', 'absent: all accounts of the person'],
      ['--evidence <id>', 'where the consent is proven, e.g. recording/4711'],
      ['--given-to <actor>', 'bank (the default), agency, lawFirm ...'],
      ['--from <instant>', 'absent: from now'],
      ['--until <instant>', 'absent: until withdrawn'],
    ],
    toCommand: (o) => ({
      kind: 'stateWish',
      wishId: o['wish'],
      topic: o['topic'],
      ...optional('hours', o['hours']?.split(',').map(spanOf)),
      ...optional('channels', o['channels']?.split(',')),
      ...optional('accounts', o['accounts']?.split(',')),
      ...optional('evidence', o['evidence']),
      ...optional('givenTo', o['givenTo']),
      ...optional('from', instantOf(o['from'])),
      ...optional('until', instantOf(o['until'])),
    }),
  },
  {
    name: 'withdraw-wish',
    description: 'record that the customer withdrew a wish or consent; counts at once',
    required: [['--wish <id>', 'the wish']],
    optional: [],
    toCommand: (o) => ({ kind: 'withdrawWish', wishId: o['wish'] }),
  },
  {
    name: 'conversation',
    description: 'code a conversation: why the customer is behind, whether they want to and can pay',
    required: [['--conversation <id>', 'an id of its own']],
    optional: [
      ['--cause <code>', causes.join(', ')],
      ['--willingness <code>', willingnesses.join(', ')],
      ['--capacity <code>', capacities.join(', ')],
      ['--contact <key>', 'the call or visit in which it was said'],
    ],
    toCommand: (o) => ({
      kind: 'codeConversation',
      conversationId: o['conversation'],
      ...optional('contactKey', o['contact']),
      ...optional('cause', o['cause']),
      ...optional('willingness', o['willingness']),
      ...optional('capacity', o['capacity']),
    }),
  },
  reportedCall(),
  ended('visit', 'reportVisit', 'report a visit: met, notHome, refused, moved, unsafe, notReported'),
  ended(
    'decide',
    'decideEscalation',
    'decide an escalation: approved, refused (approval) or passed, failed (assessment)',
  ),
  {
    ...ended('task', 'completeTask', 'end another task: a placement, a matter, a review'),
    required: [
      ['--task <id>', 'the task'],
      ['--outcome <code>', 'its outcome code'],
    ],
    optional: [note],
  },
  {
    name: 'delivery',
    description: 'report what became of a message or letter: delivered, failed, returned, refused',
    required: [
      ['--contact <key>', "the contact's key, from the timeline"],
      ['--outcome <outcome>', 'what became of it'],
    ],
    optional: [],
    toCommand: (o) => ({ kind: 'reportDelivery', contactKey: o['contact'], outcome: o['outcome'] }),
  },
]

function ended(name: string, kind: CommandKind, description: string): Recording {
  return {
    name,
    description,
    required: [['--outcome <code>', 'the outcome code']],
    optional: [task, note],
    toCommand: (o) => ({
      kind,
      outcome: o['outcome'],
      ...optional('taskId', o['task']),
      ...optional('note', o['note']),
    }),
  }
}

/** A call that was not started with `arrears call start`: it counts from now. */
function reportedCall(): Recording {
  const outcomes = 'rightParty, noAnswer, voicemail, busy, wrongNumber, refused, callBack, thirdParty'
  const call = ended('call', 'completeCall', `complete a call: ${outcomes}`)
  return {
    ...call,
    optional: [
      ...call.optional,
      ['--recording <id>', 'where the call can be heard'],
      ['--point <id>', 'which number it was; absent: it counts at every number'],
    ],
    toCommand: (o) => ({
      ...call.toCommand(o),
      ...optional('recording', o['recording']),
      ...optional('pointId', o['point']),
    }),
  }
}

function moneyOf(o: Given) {
  return { amountCents: centsOf(o['amount']), valueOn: o['valueOn'], postedOn: o['postedOn'] }
}

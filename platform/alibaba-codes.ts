// What do the codes of Alibaba Cloud SMS mean? One table for the answer to a message (SendSms), one for the carriers'
// reports that come later. Sources: Alibaba's lists of API error codes and of receipt codes for domestic messages.
import { type Handover, defaultRetryAfterMs } from './carrier'

type Because = Extract<Handover, { kind: 'rejected' }>['because']

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The receiver has told the carrier or us that they want no messages, or is on a carrier's list of such people. */
const notWanted: ReadonlySet<string> = new Set([
  'isv.CUSTOMER_REFUSED',
  'MOBILE_IN_BLACK',
  'USER_REJECT',
  'W-BLACK',
  'MBBLACK',
  'DBBLACK',
  'DB:0144',
])

/**
 * Numbers that nobody has (空号) or that are none. MOBILE_NOT_ON_SERVICE, MK:0005 and their like are not among them: they
 * also stand for a telephone that is switched off or suspended today.
 */
const badNumber: ReadonlySet<string> = new Set([
  'isv.MOBILE_NUMBER_ILLEGAL',
  'INVALID_NUMBER',
  'MK:0001',
  'CB:0001',
  'CB:0053',
  'DB:0101',
  'MI:0073',
  'MI:0210',
])

/** Something of ours is wrong, and every message would be refused: a person puts it right, meanwhile it is tried again. */
const ours: ReadonlySet<string> = new Set([
  'isv.AMOUNT_NOT_ENOUGH',
  'isv.OUT_OF_SERVICE',
  'isv.PRODUCT_UN_SUBSCRIPT',
  'isv.PRODUCT_UNSUBSCRIBE',
  'isv.ACCOUNT_NOT_EXISTS',
  'isv.ACCOUNT_ABNORMAL',
  'isv.SECURITY_FROZEN_ACCOUNT',
  'isv.DENY_IP_RANGE',
  'isv.SMS_SIGNATURE_ILLEGAL',
  'isv.SMS_SIGN_ILLEGAL',
  'isv.SIGN_STATE_ILLEGAL',
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL',
  'isv.SMS_TEMPLATE_ILLEGAL',
  'isv.TEMPLATE_MISSING_PARAMETERS',
  'isv.INVALID_JSON_PARAM',
  'isv.DAY_LIMIT_CONTROL',
  'isv.MONTH_LIMIT_CONTROL',
  'isp.RAM_PERMISSION_DENY',
])

/** How long to wait when something of ours is wrong. */
const oursRetryAfterMs = 5 * minuteMs

/** What an answer with a code other than OK means. A code that nobody has listed yet is a refusal when it is `isv.`. */
export function refusalFor(code: string, message: string): Handover {
  if (ours.has(code)) return { kind: 'notTaken', code, retryAfterMs: oursRetryAfterMs }
  if (code === 'isv.BUSINESS_LIMIT_CONTROL') {
    return { kind: 'notTaken', code, retryAfterMs: limitMs(message) }
  }
  if (code.startsWith('Throttling')) return { kind: 'notTaken', code, retryAfterMs: defaultRetryAfterMs }
  const because = becauseOf(code)
  if (because !== 'other' || code.startsWith('isv.')) return { kind: 'rejected', code, because }
  // isp.SYSTEM_ERROR and the like: the fault is the provider's, and the message may have got through before it.
  return { kind: 'unclear', code }
}

/** Why a message was refused, or why a carrier reports that it did not arrive. */
export function becauseOf(code: string): Because {
  if (notWanted.has(code)) return 'stopped'
  return badNumber.has(code) ? 'badAddress' : 'other'
}

/** Messages to one number are limited by minute, hour and day; only the words of the answer say which one it was. */
function limitMs(message: string): number {
  if (message.includes('天级')) return dayMs
  return message.includes('小时级') ? hourMs : minuteMs
}

// What is made of each answer of Alibaba Cloud SMS? The table of docs/channels.md, a code of each kind.
import { refusalFor } from '../../platform/alibaba-codes'

const minuteMs = 60_000

test.each([
  ['触发分钟级流控Permits:1', minuteMs],
  ['触发小时级流控Permits:5', 60 * minuteMs],
  ['触发天级流控Permits:10', 24 * 60 * minuteMs],
  ['', minuteMs],
])('too many messages for one number, %p: tried again after %d ms', (message, retryAfterMs) => {
  const code = 'isv.BUSINESS_LIMIT_CONTROL'
  expect(refusalFor(code, message)).toEqual({ kind: 'notTaken', code, retryAfterMs })
})

test.each([
  ['isv.AMOUNT_NOT_ENOUGH', 5 * minuteMs],
  ['isv.SMS_SIGNATURE_ILLEGAL', 5 * minuteMs],
  ['isv.SMS_TEMPLATE_ILLEGAL', 5 * minuteMs],
  ['isp.RAM_PERMISSION_DENY', 5 * minuteMs],
  ['isv.DAY_LIMIT_CONTROL', 5 * minuteMs],
  ['Throttling.User', minuteMs / 2],
])('%s is nothing that the receiver has to do with: tried again', (code, retryAfterMs) => {
  expect(refusalFor(code, '')).toEqual({ kind: 'notTaken', code, retryAfterMs })
})

test.each([
  ['isv.MOBILE_NUMBER_ILLEGAL', 'badAddress'],
  ['isv.CUSTOMER_REFUSED', 'stopped'],
  ['MOBILE_IN_BLACK', 'stopped'],
  ['isv.PARAM_LENGTH_LIMIT', 'other'],
  ['isv.BLACK_KEY_CONTROL_LIMIT', 'other'],
  ['isv.A_CODE_OF_TOMORROW', 'other'],
])('%s refuses the message for good: %s', (code, because) => {
  expect(refusalFor(code, '')).toEqual({ kind: 'rejected', code, because })
})

test.each(['isp.SYSTEM_ERROR', 'isp.GATEWAY_ERROR', 'A_CODE_OF_NOBODY'])('after %s nobody knows', (code) => {
  expect(refusalFor(code, '')).toEqual({ kind: 'unclear', code })
})

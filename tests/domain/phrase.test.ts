// Is an expression found however it is written, and only where it stands?
import { linesWith, masked } from '../../domain/words/phrase'

test.each([
  ['坐牢', '不还就坐牢', [0]],
  ['坐牢', '不还就坐 牢', [0]],
  ['坐牢', '不还就坐\n牢', [0]],
  ['坐牢', '不还就坐\u200b牢', [0]],
  ['坐牢', '请坐。牢记还款日', []],
  ['坐牢', `坐${masked}牢`, []],
  ['jail', 'JAIL awaits', [0]],
  ['jail', 'ｊａｉｌ', [0]],
  ['jail', 'a jailer', []],
  ['jail*', 'a jailer', [0]],
  ['rest', 'arrested', []],
  ['or else', 'pay, or\nelse', [0]],
  ['or else', 'or elsewhere', []],
  ['black list', 'a black-list', [0]],
  ["don't", 'You don’t pay', [0]],
  ['jail', '去jail吧', [0]],
  ['#元', '付 5,000.00 元', [0]],
  ['#元', '人民币五千元', []],
  ['¥#', '￥300', [0]],
  ['$#', 'US$ 40', [0]],
  ['CNY#', 'CNY 300', [0]],
  ['CNY#', `CNY ${masked}`, []],
  ['# days', 'after 30 days', [0]],
  ['# days', 'some days', []],
  ['a.c', 'abc', []],
  ['(a)', 'see (a)', [0]],
  ['debt', 'debt\nno\nDebt', [0, 2]],
])('%j in %j is on lines %j', (expression, text, lines) => {
  expect(linesWith(expression, text)).toEqual(lines)
})

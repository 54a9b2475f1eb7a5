// What does a customer's answer to a message mean? Read strictly: only a text that is nothing but one of these words
// counts as one, so that "I will stop by on Monday" is no wish to hear no more.

/** `stop`: no more messages on this channel. `wrongPerson`: a wrong number or address. `other`: a person reads it. */
export type ReplyMeaning = 'stop' | 'help' | 'wrongPerson' | 'other'

/** Twilio's own words, and what Chinese carriers and customers use (TD and T stand for 退订). */
const words: Record<Exclude<ReplyMeaning, 'other'>, readonly string[]> = {
  stop: [
    'stop',
    'stopall',
    'unsubscribe',
    'cancel',
    'end',
    'quit',
    'revoke',
    'optout',
    'td',
    't',
    'tt',
    'qx',
    '退订',
    '退定',
    '回t退订',
    '取消',
  ],
  help: ['help', 'info', '帮助', '人工', '人工服务'],
  wrongPerson: [
    'wrongnumber',
    'wrongperson',
    'notme',
    '打错了',
    '发错了',
    '不是本人',
    '非本人',
    '我不是本人',
  ],
}

/** The meaning of a reply's text. Case, spaces and punctuation do not matter. */
export function meaningOf(text: string): ReplyMeaning {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')
  for (const meaning of ['stop', 'wrongPerson', 'help'] as const)
    if (words[meaning].includes(plain)) return meaning
  return 'other'
}

// The page behind the link to unsubscribe. Looking at it changes nothing, since scanners follow every link of a message;
// a mail program posts to it at one click (RFC 8058), a person presses its button.
import { type MailDeps, messageOfLink, takeUnsubscribe } from '../cases/mail-events'
import type { BankProfile } from '../platform/bank-profile'
import { unsubscribePath } from '../platform/email-return'
import { htmlPage } from '../platform/html-text'

/** What the door answers: an HTML page. */
export interface Page {
  status: 200 | 404 | 405
  html: string
}

interface Words {
  title: string
  question: string
  button: string
  done: string
  unknown: string
}

const english: Words = {
  title: 'Unsubscribe from e-mail',
  question: 'After you confirm, we send no more such e-mail to any address of yours.',
  button: 'Unsubscribe',
  done: 'Done. We send no more such e-mail.',
  unknown: 'This link is not valid. Please call our hotline.',
}

const words: Record<string, Words> = {
  'zh-CN': {
    title: '退订邮件',
    question: '确认后，我行不再向您的任何邮箱发送此类邮件。',
    button: '确认退订',
    done: '已退订。此类邮件不再发送。',
    unknown: '此链接无效。请致电我行官方热线。',
  },
  en: english,
}

/** Answers a request whose path begins with unsubscribePath. */
export async function answerUnsubscribe(
  deps: MailDeps & { bank: BankProfile },
  { method, path }: { method: string; path: string },
): Promise<Page> {
  const message = await messageOfLink(deps, path.slice(unsubscribePath.length))
  const language = message?.template?.split('/')[0] ?? 'en'
  const say = words[language] ?? english
  const { names, hotline } = deps.bank
  const name = names[language] ?? Object.values(names)[0] ?? ''
  const page = (body: string) =>
    htmlPage({
      language,
      title: `${say.title} - ${name}`,
      body: `<h1>${say.title}</h1>\n${body}\n<p>${name}, ${hotline}</p>`,
    })
  if (message === null) return { status: 404, html: page(`<p>${say.unknown}</p>`) }
  switch (method) {
    case 'GET':
    case 'HEAD':
      return {
        status: 200,
        html: page(`<p>${say.question}</p>\n<form method="post"><button>${say.button}</button></form>`),
      }
    case 'POST':
      await takeUnsubscribe(deps, message)
      return { status: 200, html: page(`<p>${say.done}</p>`) }
    default:
      return { status: 405, html: page(`<p>${say.unknown}</p>`) }
  }
}

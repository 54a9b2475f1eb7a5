// How does an e-mail's text look as HTML? The same words, set as paragraphs: what was approved as text is what is read.

/** An HTML document of a text: an empty line begins a paragraph. */
export function htmlOf(text: string, { language, title }: { language: string; title: string }): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>\n')}</p>`)
  return htmlPage({ language, title, body: paragraphs.join('\n') })
}

/** An HTML document around `body`, which is HTML; `title` is text. */
export function htmlPage({
  language,
  title,
  body,
}: {
  language: string
  title: string
  body: string
}): string {
  const head = `<head>\n<meta charset="utf-8">\n<title>${escapeHtml(title)}</title>\n</head>`
  return `<!doctype html>\n<html lang="${language}">\n${head}\n<body>\n${body}\n</body>\n</html>\n`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

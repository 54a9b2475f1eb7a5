// What the project's own files import, read by TypeScript's parser: for the tests of the architecture.
import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix, relative, sep } from 'node:path'
import ts from 'typescript'

export const PROJECT_ROOT = join(__dirname, '..', '..')

export interface Import {
  /** The importing file, relative to the project. */
  file: string
  line: number
  /** As it is written. */
  specifier: string
  /** A file of the project (without extension), a package, or a module of Node's own. */
  target: { kind: 'file'; path: string } | { kind: 'package'; name: string } | { kind: 'node' }
  /** Vanishes when the file is compiled. */
  typeOnly: boolean
}

const notOurs = new Set(['node_modules', '.git', '.arrears', 'coverage', 'generated'])

/** Every file of the project, relative to it; without what is installed, generated or ignored. */
export function projectFiles(folder = PROJECT_ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !notOurs.has(name) && !name.endsWith('.log'))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return projectFiles(path)
      return entry.isFile() ? [relative(PROJECT_ROOT, path).split(sep).join('/')] : []
    })
}

/** The folder at the top that a file lives in; '' for the root itself. */
export function topFolderOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : ''
}

export function readProjectFile(path: string): string {
  return readFileSync(join(PROJECT_ROOT, path), 'utf8')
}

/** All that a TypeScript file imports: statements, `import()`, `require()` and types in between. */
export function importsOf(file: string, text = readProjectFile(file)): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (at: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteral(specifier)) return
    const { line } = source.getLineAndCharacterOfPosition(at.getStart())
    const target = targetOf(file, specifier.text)
    found.push({ file, line: line + 1, specifier: specifier.text, target, typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeImport(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, isTypeExport(node))
    else if (ts.isImportTypeNode(node))
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isCallExpression(node) && isLoad(node.expression)) add(node, node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isLoad(called: ts.Expression): boolean {
  return called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require')
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  if (clause.name || !named || !ts.isNamedImports(named)) return false
  return named.elements.length > 0 && named.elements.every(({ isTypeOnly }) => isTypeOnly)
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true
  return Boolean(
    exportClause &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.every((element) => element.isTypeOnly),
  )
}

function targetOf(file: string, specifier: string): Import['target'] {
  if (specifier.startsWith('.')) {
    const path = posix.join(dirname(file), specifier)
    return { kind: 'file', path: path.replace(/\.(ts|js|mjs|json)$/, '') }
  }
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return { kind: 'node' }
  const parts = specifier.split('/')
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

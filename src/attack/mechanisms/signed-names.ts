// Whether an expression is about numbers with a sign: an opcode does not say, the source does.

const NAME = /[A-Za-z_$][\w$]*/g

/** Where in the expression a name stands that the source declares as an integer with a sign; -1 if there is none. */
export function indexOfSignedName(source: string, expression: string): number {
  for (const { 0: name, index } of expression.matchAll(NAME)) {
    if (/^int\d*$/.test(name)) return index
    const declared = new RegExp(`\\bint\\d*\\b[\\w\\s\\]\\[]*[\\s\\]]${name.replaceAll('$', '\\$')}\\b`)
    if (declared.test(source)) return index
  }
  return -1
}

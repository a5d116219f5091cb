const LONGEST_RRULE = 500
const FREQUENCIES = new Set(['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])
const RULE_PARTS: Readonly<Record<string, RegExp>> = {
  FREQ: /^[A-Z]+$/,
  INTERVAL: /^[1-9][0-9]{0,3}$/,
  COUNT: /^[1-9][0-9]{0,4}$/,
  UNTIL: /^[0-9]{8}(?:T[0-9]{6}Z?)?$/,
  BYDAY: /^(?:[+-]?[0-9]{0,2}(?:MO|TU|WE|TH|FR|SA|SU))(?:,[+-]?[0-9]{0,2}(?:MO|TU|WE|TH|FR|SA|SU)){0,30}$/,
  BYMONTHDAY: /^-?[0-9]{1,2}(?:,-?[0-9]{1,2}){0,61}$/,
  BYMONTH: /^[0-9]{1,2}(?:,[0-9]{1,2}){0,11}$/,
  BYSETPOS: /^-?[0-9]{1,3}(?:,-?[0-9]{1,3}){0,10}$/,
  WKST: /^(?:MO|TU|WE|TH|FR|SA|SU)$/,
}

/** RFC 5545, 3.3.10, the parts a freeze can need. */
export function ruleProblems(rrule: string): string[] {
  if (rrule.length > LONGEST_RRULE) return ['`rrule` of a freeze is longer than 500 characters']
  const problems: string[] = []
  const parts = new Map<string, string>()
  for (const part of rrule.split(';')) {
    const [name = '', value = ''] = part.split('=', 2)
    const pattern = Object.hasOwn(RULE_PARTS, name) ? RULE_PARTS[name] : undefined
    if (pattern === undefined || !pattern.test(value) || parts.has(name)) {
      problems.push(
        `${JSON.stringify(part.slice(0, 40))} in \`rrule\` of a freeze is not understood, or is written twice`,
      )
    }
    parts.set(name, value)
  }
  if (!FREQUENCIES.has(parts.get('FREQ') ?? ''))
    problems.push('`rrule` of a freeze needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY')
  if (parts.has('COUNT') && parts.has('UNTIL')) problems.push('`rrule` of a freeze may have COUNT or UNTIL, not both')
  return problems
}

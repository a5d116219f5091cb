import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/** Documented: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api */
const NODES_ALLOWED = 500_000
const PAGE_ALLOWED = 100

export interface Cost {
  readonly points: number
  readonly nodes: number
  /** Why GitHub would not run it. */
  readonly refused?: string
}

/**
 * GitHub's formula: each unique connection needs as many requests as all its outer connections together give nodes;
 * their sum divided by 100, rounded, at least 1. Nodes: what all `first` and `last` can bring.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Cost {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  /** By path of response keys: a connection that two fragments name is one. */
  const seen = new Map<string, { readonly requests: number; readonly nodes: number }>()
  let refused: string | undefined

  const numeric = (field: FieldNode, name: string): number | undefined => {
    const value = field.arguments?.find((argument) => argument.name.value === name)?.value
    if (value?.kind === Kind.INT) return Number(value.value)
    if (value?.kind !== Kind.VARIABLE) return undefined
    const given = variables[value.name.value]
    return typeof given === 'number' ? given : undefined
  }

  const walk = (set: SelectionSetNode, type: string, path: string, outer: number): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value)
        if (fragment !== undefined) walk(fragment.selectionSet, fragment.typeCondition.name.value, path, outer)
        continue
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? type, path, outer)
        continue
      }
      const parent = schema.getType(type)
      const fields = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields() : {}
      const definition = fields[selection.name.value]
      if (definition === undefined || selection.selectionSet === undefined) continue
      const inner = getNamedType(definition.type).name
      const key = `${path}.${selection.alias?.value ?? selection.name.value}`
      if (!inner.endsWith('Connection')) {
        walk(selection.selectionSet, inner, key, outer)
        continue
      }
      const size = numeric(selection, 'first') ?? numeric(selection, 'last')
      const where = `\`${selection.name.value}\``
      if (size === undefined)
        refused ??= `You must provide a \`first\` or \`last\` value to properly paginate the ${where} connection.`
      else if (size < 1 || size > PAGE_ALLOWED) {
        refused ??= `Requesting ${size} records on the ${where} connection exceeds the \`first\` limit of 100 records.`
      }
      const rows = outer * (size ?? 0)
      seen.set(key, { requests: outer, nodes: rows })
      walk(selection.selectionSet, inner, key, rows)
    }
  }
  const root = operation.operation === 'mutation' ? schema.getMutationType() : schema.getQueryType()
  walk(operation.selectionSet, root?.name ?? '', '', 1)
  const sum = (field: 'requests' | 'nodes'): number => [...seen.values()].reduce((total, row) => total + row[field], 0)
  const nodes = sum('nodes')
  if (nodes > NODES_ALLOWED) {
    refused ??= `This query requests up to ${nodes} possible nodes which exceeds the maximum limit of 500,000.`
  }
  const cost = { points: Math.max(1, Math.round(sum('requests') / 100)), nodes }
  return refused === undefined ? cost : { ...cost, refused }
}

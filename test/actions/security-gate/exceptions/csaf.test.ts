import { describe, expect, it } from 'vitest'
import { parseVex } from '../../../../actions/security-gate/exceptions/vex.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const parse = (value: unknown) => parseVex(bytes(value), 'vex.json')
const problem = (value: unknown) => {
  try {
    parse(value)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'no problem'
}

const product = (id: string, purl?: string) => ({
  name: id,
  product_id: id,
  ...(purl !== undefined && { product_identification_helper: { purl } }),
})
const TREE = {
  branches: [
    {
      category: 'vendor',
      branches: [
        {
          category: 'product_name',
          branches: [{ category: 'product_version', product: product('A', 'pkg:npm/a@1.0.0') }],
        },
      ],
    },
    { category: 'product_version', product: product('B', 'pkg:npm/b') },
  ],
  full_product_names: [product('APP', 'pkg:oci/app'), product('CPE')],
  relationships: [
    {
      category: 'default_component_of',
      product_reference: 'A',
      relates_to_product_reference: 'APP',
      full_product_name: product('A-in-APP', 'pkg:npm/ignored'),
    },
    {
      category: 'default_component_of',
      product_reference: 'CPE',
      relates_to_product_reference: 'APP',
      full_product_name: product('CPE-in-APP'),
    },
  ],
  product_groups: [{ group_id: 'G', product_ids: ['B'] }, { product_ids: ['A'] }],
}
const document = (vulnerability: object, more: object = {}) => ({
  document: {
    category: 'csaf_vex',
    csaf_version: '2.0',
    publisher: { name: 'Acme' },
    tracking: { current_release_date: '2026-10-01T00:00:00Z' },
  },
  product_tree: TREE,
  vulnerabilities: [{ cve: 'CVE-2026-0001', ...vulnerability }],
  ...more,
})
const flag = (more: object) => ({ label: 'vulnerable_code_not_present', ...more })

describe('CSAF', () => {
  it('is read', () => {
    expect(parse(document({ ids: [{ text: 'ACME-1' }, {}], product_status: { fixed: ['A', 'unknown'] } }))).toEqual([
      {
        id: 'vex.json#1',
        author: 'Acme',
        vulnerabilities: ['CVE-2026-0001', 'ACME-1'],
        status: 'fixed',
        justified: false,
        products: [{ purls: ['pkg:npm/a@1.0.0'] }, { purls: [] }],
        timestamp: '2026-10-01T00:00:00.000Z',
      },
    ])
  })

  it('has one statement for each status, those that do not suppress last', () => {
    const product_status = {
      last_affected: ['B'],
      first_affected: ['A'],
      known_affected: ['B'],
      under_investigation: ['A'],
      fixed: ['B'],
      known_not_affected: ['A'],
      recommended: ['A'],
      first_fixed: ['A'],
    }
    const read = parse(document({ product_status }))
    expect(read.map(({ id, status, products }) => [id, status, products[0]?.purls[0]])).toEqual([
      ['vex.json#1', 'not_affected', 'pkg:npm/a@1.0.0'],
      ['vex.json#2', 'fixed', 'pkg:npm/b'],
      ['vex.json#3', 'under_investigation', 'pkg:npm/a@1.0.0'],
      ['vex.json#4', 'affected', 'pkg:npm/b'],
      ['vex.json#5', 'affected', 'pkg:npm/a@1.0.0'],
      ['vex.json#6', 'affected', 'pkg:npm/b'],
    ])
  })

  it.each([
    [
      { flags: [flag({ product_ids: ['A'] })] },
      [
        [true, 'pkg:npm/a@1.0.0'],
        [false, 'pkg:npm/b'],
      ],
    ],
    [
      { flags: [flag({ group_ids: ['G', 'none'] })] },
      [
        [true, 'pkg:npm/b'],
        [false, 'pkg:npm/a@1.0.0'],
      ],
    ],
    [{ flags: [flag({ product_ids: ['A'], group_ids: ['G'] })] }, [[true, 'pkg:npm/a@1.0.0']]],
    [{ flags: [flag({})] }, [[false, 'pkg:npm/a@1.0.0']]],
    [{ flags: [{ label: 'because', product_ids: ['A'] }] }, [[false, 'pkg:npm/a@1.0.0']]],
    [{ flags: [{ label: { toString: 1 }, product_ids: ['A'] }] }, [[false, 'pkg:npm/a@1.0.0']]],
    [
      { threats: [{ category: 'impact', details: 'Not called.', product_ids: ['B'] }] },
      [
        [true, 'pkg:npm/b'],
        [false, 'pkg:npm/a@1.0.0'],
      ],
    ],
    [{ threats: [{ category: 'impact', details: ' ', product_ids: ['B'] }] }, [[false, 'pkg:npm/a@1.0.0']]],
    [{ threats: [{ category: 'exploit_status', details: 'No.', product_ids: ['B'] }] }, [[false, 'pkg:npm/a@1.0.0']]],
  ])('%j justifies the products it names', (fields, expected) => {
    const read = parse(document({ product_status: { known_not_affected: ['A', 'B'] }, ...fields }))
    expect(read.map(({ justified, products }) => [justified, products[0]?.purls[0]])).toEqual(expected)
  })

  it('reads a relationship as a part of a product', () => {
    const [read] = parse(document({ product_status: { fixed: ['A-in-APP', 'CPE-in-APP', 'CPE', 'APP'] } }))
    expect(read?.products).toEqual([
      { purls: ['pkg:oci/app'], subcomponents: ['pkg:npm/a@1.0.0'] },
      { purls: ['pkg:oci/app'], subcomponents: [] },
      { purls: [] },
      { purls: ['pkg:oci/app'] },
    ])
  })

  it('leaves out what it does not say, and what cannot be found', () => {
    const head = { csaf_version: '2.0', tracking: { current_release_date: '2026-10-01T00:00:00Z' } }
    const relationships = [
      { full_product_name: product('R'), product_reference: 'none' },
      { full_product_name: {}, product_reference: 'A' },
    ]
    const branches = [{ category: 'vendor' }, { product: {} }, { product: {} }]
    const [read] = parse(
      document({ product_status: { fixed: ['R', {}] } }, { document: head, product_tree: { relationships, branches } }),
    )
    expect(read).not.toHaveProperty('author')
    expect(read?.products).toStrictEqual([{ purls: [], subcomponents: [] }])
  })

  it('may say nothing', () => {
    expect(parse(document({}))).toEqual([])
    expect(parse(document({}, { vulnerabilities: undefined }))).toEqual([])
    expect(parse(document({ product_status: { fixed: ['A'] } }, { product_tree: undefined }))[0]?.products).toEqual([
      { purls: [] },
    ])
  })

  const head = (more: object) => ({ document: { ...document({}).document, ...more } })
  it.each([
    [document({}, head({ csaf_version: '1.2' })), 'CSAF 1.2 is not read; write 2.0.'],
    [document({}, head({ csaf_version: {} })), 'CSAF without a version is not read; write 2.0.'],
    [
      document({}, head({ tracking: {} })),
      '`document.tracking.current_release_date` is no ISO 8601 instant with a zone.',
    ],
    [document({}, { vulnerabilities: {} }), '`vulnerabilities` is no list.'],
    [document({}, { vulnerabilities: [7] }), '`vulnerabilities[0]` is no object.'],
    [document({ cve: undefined, product_status: { fixed: ['A'] } }), '`vulnerabilities[0]` names no vulnerability.'],
    [document({ ids: {} }), '`vulnerabilities[0].ids` is no list.'],
    [document({ flags: {} }), '`vulnerabilities[0].flags` is no list.'],
    [document({ threats: {} }), '`vulnerabilities[0].threats` is no list.'],
    [document({ flags: [flag({ product_ids: 'A' })] }), '`vulnerabilities[0].product_ids` is no list.'],
    [document({ flags: [flag({ group_ids: 'A' })] }), '`vulnerabilities[0].group_ids` is no list.'],
    [document({ product_status: { fixed: 'A' } }), '`vulnerabilities[0].product_status.fixed` is no list.'],
    [document({}, { product_tree: { branches: 'x' } }), '`product_tree.branches` is no list.'],
    [document({}, { product_tree: { branches: [{ branches: 'x' }] } }), '`branches` is no list.'],
    [document({}, { product_tree: { full_product_names: 'x' } }), '`product_tree.full_product_names` is no list.'],
    [document({}, { product_tree: { relationships: 'x' } }), '`product_tree.relationships` is no list.'],
    [document({}, { product_tree: { product_groups: 'x' } }), '`product_tree.product_groups` is no list.'],
    [
      document({}, { product_tree: { product_groups: [{ group_id: 'G', product_ids: 'x' }] } }),
      '`product_ids` is no list.',
    ],
    [
      document({}, { product_tree: { full_product_names: [product('A'), product('A')] } }),
      'one `product_id` stands for two products.',
    ],
    [
      document(
        {},
        { product_tree: { branches: [{ branches: Array(150_000).fill(0) }, { branches: Array(50_000).fill(0) }] } },
      ),
      'it has too many branches.',
    ],
  ])('refuses document %#', (value, expected) => {
    expect(problem(value)).toBe(`vex.json: ${expected}`)
  })

  it('bounds products over all statements, and groups over all flags', () => {
    const ids = Array(100_001).fill('A')
    expect(problem(document({ product_status: { fixed: ids, known_affected: ids } }))).toMatch(
      /more than 200000 products/,
    )
    const product_groups = [{ group_id: 'G', product_ids: Array(1_000).fill('A') }]
    expect(
      problem(document({ flags: [flag({ group_ids: Array(201).fill('G') })] }, { product_tree: { product_groups } })),
    ).toMatch(/more than 200000 products/)
  })

  it('reads branches however deep they nest', () => {
    const depth = 20_000
    const inner = JSON.stringify({ product: product('X', 'pkg:npm/x') })
    const tree = `{"branches":[${'{"branches":['.repeat(depth)}${inner}${']}'.repeat(depth)}]}`
    const text = JSON.stringify(document({ product_status: { fixed: ['X'] } }, { product_tree: 'TREE' })).replace(
      '"TREE"',
      tree,
    )
    expect(parseVex(new TextEncoder().encode(text), 'x')[0]?.products).toEqual([{ purls: ['pkg:npm/x'] }])
  })
})

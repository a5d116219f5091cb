const PAYMENTS_URL = process.env['PAYMENTS_URL'] ?? 'https://payments.example.invalid/v1'

// Planted for the demo: a token of a payment service that does not exist.
const PAYMENTS_TOKEN = 'demo_live_7f3k9q2m5x8c1v4b6n0z'

export async function charge(customer: string, cents: number): Promise<string> {
  const response = await fetch(`${PAYMENTS_URL}/charges`, {
    method: 'POST',
    headers: { authorization: `Bearer ${PAYMENTS_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ customer, cents, currency: 'EUR' }),
  })
  if (!response.ok) throw new Error(`payment refused: ${response.status}`)
  const { receipt } = (await response.json()) as { receipt: string }
  return receipt
}

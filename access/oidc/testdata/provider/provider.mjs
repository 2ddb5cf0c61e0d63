// A real OpenID provider for tests: node provider.mjs PORT REDIRECT_URI. Whoever signs in as NAME is NAME@example.com; an address
// of unverified-… is not verified.
import { Provider } from 'oidc-provider'

const [port, redirect] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const provider = new Provider(issuer, {
  clients: [{ client_id: 'arus', client_secret: 'a-secret-of-the-test-and-nobody-else', redirect_uris: [redirect], response_types: ['code'], grant_types: ['authorization_code'] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: !id.startsWith('unverified') }) }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log(`provider at ${issuer}`))

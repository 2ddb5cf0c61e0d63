package document

// object is JSON in an example.
type object = map[string]any

const (
	exampleDeal    = "deal_01k8z3v9qjf2m5n7p8r9s0t1v2"
	exampleStage   = "stage_01k8z3v9qjf2m5n7p8r9s0t1v3"
	exampleUser    = "user_01k8z3v9qjf2m5n7p8r9s0t1v4"
	exampleAccount = "acct_01k8z3v9qjf2m5n7p8r9s0t1v5"
	examplePipe    = "pipe_01k8z3v9qjf2m5n7p8r9s0t1v6"
)

var exampleMoney = object{"amount": "1250000.00", "currency": "IDR"}

// examples are bodies by the operations that take them.
var examples = map[string]any{
	"sign-in": object{"email": "ani@example.com", "password": "correct horse battery staple"},
	"create-deal": object{"name": "Kopi Nusantara, 40 seats", "pipeline": examplePipe, "value": exampleMoney, "close_date": "2026-12-18",
		"owner": exampleUser, "account": exampleAccount, "segment": "enterprise"},
	"change-deal":          object{"close_date": "2027-01-15", "next_step": object{"text": "Send the contract", "day": "2026-12-01"}, "category": nil},
	"move-deal":            object{"to": exampleStage},
	"win-deal":             object{"value": exampleMoney, "note": "Signed for two years"},
	"lose-deal":            object{"reason": "Price", "note": "Budget was cut"},
	"reopen-deal":          object{"reason": "The budget is back"},
	"close-date-deal":      object{"close_date": "2027-01-15", "reason": "Procurement asks for three more weeks"},
	"category-deal":        object{"category": "commit", "reason": "The buyer has named the day of signing"},
	"override-probability": object{"p": 0.8, "reason": "The budget is signed"},
	"transfer-deal":        object{"to": exampleUser, "reason": "New territory"},
	"transfer-user":        object{"to": exampleUser, "reason": "Has left; the territory goes to Ani"},
	"attach-evidence":      object{"criterion": "budget", "note": "Signed budget sheet", "link": "https://example.com/budget.pdf"},
	"log-activity":         object{"deal": exampleDeal, "kind": "meeting", "buyer": true, "subject": "Demo for the finance team", "minutes": 45},
	"query-report": object{"measures": []string{"count", "value", "weighted_value"}, "group_by": []string{"stage"},
		"filter": "deal.outcome == 'open'", "as_of": "2026-09-30", "currency": "IDR"},
	"set-rate": object{"from": "USD", "to": "IDR", "day": "2026-11-23", "rate": "16250"},
	"create-pipeline": object{"name": "Enterprise", "currency": "IDR", "stages": []object{{"name": "Qualified", "canonical": "qualify"},
		{"name": "Proposal", "canonical": "propose", "limit_days": 21}}, "lost_reasons": []string{"Price", "Timing"}},
	"create-account":      object{"name": "PT Kopi Nusantara", "segment": "enterprise", "region": "Jawa Barat"},
	"change-account":      object{"region": "DKI Jakarta", "website": nil},
	"create-contact":      object{"name": "Budi Santoso", "title": "CFO", "email": "budi@example.com", "account": exampleAccount},
	"create-product":      object{"name": "Arus Pro", "code": "PRO"},
	"create-competitor":   object{"name": "Lainnya"},
	"create-user":         object{"name": "Ani", "email": "ani@example.com"},
	"add-passkey":         object{"ceremony": "MZXW6YTB…", "name": "Telephone", "credential": object{"id": "…", "rawId": "…", "type": "public-key", "response": object{"clientDataJSON": "…", "attestationObject": "…"}}},
	"sign-in-by-passkey":  object{"ceremony": "MZXW6YTB…", "credential": object{"id": "…", "rawId": "…", "type": "public-key", "response": object{"clientDataJSON": "…", "authenticatorData": "…", "signature": "…", "userHandle": "…"}}},
	"sign-in-at-provider": object{"provider": "company"},
	"change-password":     object{"old": "correct horse battery staple", "password": "tujuh ekor kuda berlari pagi"},
	"forget-password":     object{"email": "ani@example.com", "language": "id"},
	"read-link":           object{"secret": "link_01k8z3…"},
	"follow-link":         object{"secret": "link_01k8z3…", "password": "tujuh ekor kuda berlari pagi"},
	"invite":              object{"email": "budi@example.com", "name": "Budi Santoso", "role": "rep", "language": "id"},
	"set-up": object{"code": "ABCD-EFGH-IJKL-MNOP", "workspace": "Kopi Nusantara", "currency": "IDR", "time_zone": "Asia/Jakarta",
		"email": "ani@example.com", "password": "tujuh ekor kuda berlari pagi"},
	"create-token": object{"name": "nightly export", "scopes": []string{"read"}, "days": 90},
	"create-team":  object{"name": "Java"},
	"create-scim-user": object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "externalId": "00u1f2", "userName": "dewi@example.com",
		"name": object{"givenName": "Dewi", "familyName": "Lestari"}, "emails": []object{{"value": "dewi@example.com", "type": "work", "primary": true}}, "active": true},
	"replace-scim-user":  object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:User"}, "userName": "budi.santoso@example.com", "displayName": "Budi Santoso", "active": true},
	"change-scim-user":   object{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"}, "Operations": []object{{"op": "replace", "path": "active", "value": false}}},
	"create-scim-group":  object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": "Java", "members": []object{{"value": exampleUser}}},
	"replace-scim-group": object{"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Group"}, "displayName": "Java and Bali", "members": []object{{"value": exampleUser}}},
	"change-scim-group": object{"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"},
		"Operations": []object{{"op": "add", "path": "members", "value": []object{{"value": exampleUser}}}}},
	"create-target":       object{"user": exampleUser, "period": "2026-Q4", "amount": exampleMoney, "value_kind": "acv"},
	"lint-draft":          object{"name": "Projects", "stages": []object{{"id": exampleStage, "name": "Proposal sent", "canonical": "propose"}}},
	"try-pipeline-change": object{"definition": object{"name": "Projects 2027"}, "mapping": object{}},
	"redefine-pipeline":   object{"definition": object{"name": "Projects 2027"}, "mapping": object{}, "reason": "New stages from January"},
	"create-rule": object{"name": "Large deals need a second pair of eyes", "on": true, "when": object{"event": "deal.moved"}, "if": "deal.value > 1000000000",
		"then": []object{{"do": "notify", "text": "A large deal has moved"}}},
	"change-rule": object{"on": false},
	"try-rule": object{"rule": object{"name": "Idle deals", "when": object{"daily": "08:30"}, "if": "deal.days_in_stage > 30.0", "then": []object{{"do": "notify", "text": "Nothing has moved for a month"}}},
		"quarters": 2},
	"read-notices":        object{"until": "2026-11-25T08:00:00Z"},
	"backtest":            object{"period_kind": "quarter", "origins": 6, "at": []float64{0, 0.33, 0.5}},
	"create-submission":   object{"period": "2026-Q4", "call": "commit", "adjustment": object{"amount": object{"amount": "-5000000.00", "currency": "IDR"}, "reason": "The tender slips into January"}},
	"publish-call":        object{"reason": "The week's review agreed on it"},
	"withdraw-submission": object{"reason": "A deal was counted twice"},
	"adjust-submission":   object{"amount": object{"amount": "-2000000.00", "currency": "IDR"}, "reason": "Two of these need a signature that is not there"},
}

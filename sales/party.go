package sales

import (
	"cmp"
	"math/big"
	"net/mail"
	"strconv"
)

// AccountFacts describe an organisation that buys.
type AccountFacts struct {
	Name      string    `json:"name"`
	Industry  string    `json:"industry,omitempty"`
	Segment   string    `json:"segment,omitempty"`
	Region    string    `json:"region,omitempty"`
	Country   string    `json:"country,omitempty"`
	Website   string    `json:"website,omitempty"`
	Employees int64     `json:"employees,omitempty"`
	Revenue   Money     `json:"revenue,omitzero"`
	Owner     UserID    `json:"owner,omitempty"`
	Parent    AccountID `json:"parent,omitempty"`
	Custom    Custom    `json:"custom,omitempty"`
}

// About names the record: an account.
func (AccountFacts) About() (Kind, string) { return AccountKind, "account" }

// Check refuses facts that are not sound.
func (a AccountFacts) Check(w World, _ ID, before AccountFacts) error {
	if a.Employees < 0 {
		return Invalid("/employees", "out_of_range", "%d employees cannot be", a.Employees)
	}
	return first(Named(a.Name, "an account"),
		Refers[UserFacts](w, "/owner", ID(before.Owner), ID(a.Owner)),
		Refers[AccountFacts](w, "/parent", ID(before.Parent), ID(a.Parent)),
		Settings(w).checkCustom(AccountKind, before.Custom, a.Custom))
}

// ContactFacts describe a person at an account.
type ContactFacts struct {
	Name    string    `json:"name"`
	Title   string    `json:"title,omitempty"`
	Email   string    `json:"email,omitempty"`
	Phone   string    `json:"phone,omitempty"`
	Account AccountID `json:"account,omitempty"`
	Custom  Custom    `json:"custom,omitempty"`
}

// About names the record: a contact.
func (ContactFacts) About() (Kind, string) { return ContactKind, "contact" }

// Check refuses facts that are not sound.
func (c ContactFacts) Check(w World, _ ID, before ContactFacts) error {
	return first(Named(c.Name, "a contact"), checkEmail(c.Email, before.Email),
		Refers[AccountFacts](w, "/account", ID(before.Account), ID(c.Account)),
		Settings(w).checkCustom(ContactKind, before.Custom, c.Custom))
}

func checkEmail(email, before string) error {
	if email == "" || email == before {
		return nil
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email {
		return Invalid("/email", "bad_email", "%q is not an e-mail address", email)
	}
	return nil
}

// Role is what a contact is to a deal.
type Role string

func (r Role) check() error {
	return OneOf("/role", r, "decision_maker", "champion", "economic_buyer", "influencer", "user", "blocker", "legal", "procurement", "other")
}

// ProductFacts describe something that is sold.
type ProductFacts struct {
	Name   string   `json:"name"`
	Code   string   `json:"code,omitempty"`
	Family string   `json:"family,omitempty"`
	Price  Money    `json:"price,omitzero"`
	Names  []string `json:"other_names,omitempty"` // spellings that mean this product, for imports
	Economics
	Custom Custom `json:"custom,omitempty"`
}

// About names the record: a product.
func (ProductFacts) About() (Kind, string) { return ProductKind, "product" }

// Check refuses facts that are not sound.
func (p ProductFacts) Check(w World, _ ID, before ProductFacts) error {
	return first(Named(p.Name, "a product"), isShare("/gross_margin", p.GrossMargin), isShare("/monthly_churn", p.MonthlyChurn), Settings(w).checkCustom(ProductKind, before.Custom, p.Custom))
}

func isShare(pointer string, d Decimal) error {
	if r, ok := d.Rat(); !ok || r.Sign() < 0 || r.Cmp(big.NewRat(1, 1)) > 0 {
		return Invalid(pointer, "out_of_range", "%q is not a share from 0 to 1", string(d))
	}
	return nil
}

// CompetitorFacts describe somebody who sells against us.
type CompetitorFacts struct {
	Name    string `json:"name"`
	Website string `json:"website,omitempty"`
}

// About names the record: a competitor.
func (CompetitorFacts) About() (Kind, string) { return CompetitorKind, "competitor" }

// Check refuses facts that are not sound.
func (c CompetitorFacts) Check(World, ID, CompetitorFacts) error {
	return Named(c.Name, "a competitor")
}

// UserRole is what a user is to the workspace. What each may see and do is package access.
type UserRole string

// The roles of users.
const (
	Rep         UserRole = "rep"
	Manager     UserRole = "manager"
	Leader      UserRole = "leader"
	Executive   UserRole = "executive"
	Finance     UserRole = "finance"
	Admin       UserRole = "admin"
	Integration UserRole = "integration"
)

// UserRoles are all roles, from the narrowest.
func UserRoles() []UserRole {
	return []UserRole{Rep, Manager, Leader, Executive, Finance, Admin, Integration}
}

// UserFacts describe a person of the workspace.
type UserFacts struct {
	Name     string     `json:"name"`
	Email    string     `json:"email,omitempty"`
	Team     TeamID     `json:"team,omitempty"`
	Role     UserRole   `json:"role,omitempty"`        // rep when empty
	Extra    []UserRole `json:"extra_roles,omitempty"` // of one who has several: an admin who also leads
	Inactive bool       `json:"inactive,omitempty"`    // has left: keeps their history, takes no new deals

	// What the company's directory says of them, where it keeps people by SCIM.
	DirectoryID string `json:"directory_id,omitempty"` // by which the directory knows them
	UserName    string `json:"user_name,omitempty"`    // at the directory; the e-mail address when empty
	Unlisted    bool   `json:"unlisted,omitempty"`     // the directory has deleted them
}

// Roles are all that the user has.
func (u UserFacts) Roles() []UserRole {
	return append([]UserRole{cmp.Or(u.Role, Rep)}, u.Extra...)
}

// About names the record: a user.
func (UserFacts) About() (Kind, string) { return UserKind, "user" }

// Check refuses facts that are not sound.
func (u UserFacts) Check(w World, _ ID, before UserFacts) error {
	for i, role := range u.Roles() {
		at := "/role"
		if i > 0 {
			at = "/extra_roles/" + strconv.Itoa(i-1)
		}
		if err := OneOf(at, role, UserRoles()...); err != nil {
			return err
		}
	}
	return first(Named(u.Name, "a user"), checkEmail(u.Email, before.Email),
		Refers[TeamFacts](w, "/team", ID(before.Team), ID(u.Team)))
}

// TeamFacts describe a team; teams form a tree.
type TeamFacts struct {
	Name    string `json:"name"`
	Parent  TeamID `json:"parent,omitempty"`
	Manager UserID `json:"manager,omitempty"`
	Region  string `json:"region,omitempty"`

	DirectoryID string `json:"directory_id,omitempty"` // by which the company's directory knows it as a group
}

// About names the record: a team.
func (TeamFacts) About() (Kind, string) { return TeamKind, "team" }

// Check refuses facts that are not sound.
func (t TeamFacts) Check(w World, id ID, before TeamFacts) error {
	return first(Named(t.Name, "a team"),
		Refers[UserFacts](w, "/manager", ID(before.Manager), ID(t.Manager)),
		Refers[TeamFacts](w, "/parent", ID(before.Parent), ID(t.Parent)),
		t.checkTree(w, id))
}

// mostLevels bounds the depth of the team tree.
const mostLevels = 32

// checkTree walks upwards from the parent and refuses to meet the team itself.
func (t TeamFacts) checkTree(w World, self ID) error {
	up := ID(t.Parent)
	for range mostLevels {
		team, ok := w.Object(up).(*Team)
		switch {
		case up == self:
			return Invalid("/parent", "loop", "the team would be its own ancestor")
		case !ok:
			return nil
		}
		up = ID(team.Facts.Parent)
	}
	return Invalid("/parent", "too_deep", "teams stand at most %d levels deep", mostLevels)
}

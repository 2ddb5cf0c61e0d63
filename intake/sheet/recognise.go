package sheet

import (
	"path"
	"slices"
	"strings"
	"time"

	"arus/intake/rows"
)

// Header is a file and the columns it has.
type Header struct {
	File    string
	Columns []string
}

// Headers reads the headers of the files; one that cannot be read is a finding.
func Headers(open Opener, names ...string) ([]Header, []Finding) {
	var headers []Header
	var found []Finding
	for _, name := range names {
		table, closer, err := openTable(open, name, rows.Format{}, nil)
		if err == nil {
			headers = append(headers, Header{name, table.Columns})
			err = closer.Close()
		}
		if err != nil {
			found = append(found, asFinding(name, err))
		}
	}
	return headers, found
}

// export describes how one system writes one noun. A file is taken for it when
// it has every column in needs; of the columns that may hold a field the first
// that is there is used. Columns are compared without case and punctuation.
type export struct {
	system, section string
	needs           []string
	fields          map[string]string // field → columns, separated by |
	where           map[string]string // column → the one value that is kept
	stageIsOutcome  bool              // "Closed Won" and "Closed Lost" are stages there
}

// Recognise writes the map for files whose headers it knows: Salesforce,
// HubSpot and Pipedrive exports, and files in our own names (deals.csv,
// history.csv …). It says false when no system fits, so that a map must be
// written. Files it has no use for are listed in Unread.
func Recognise(files []Header) (*Map, bool) {
	var best *Map
	for _, system := range []string{"arus", "salesforce", "hubspot", "pipedrive"} {
		m := recogniseAs(system, files)
		if len(m.Sections) > 0 && (best == nil || better(m, best)) {
			best = m
		}
	}
	return best, best != nil
}

// better prefers the map that has the deals, then the one that reads more.
func better(a, b *Map) bool {
	if hasA, hasB := a.Section(Deals) != nil, b.Section(Deals) != nil; hasA != hasB {
		return hasA
	}
	return len(a.Sections) > len(b.Sections)
}

func recogniseAs(system string, files []Header) *Map {
	m := &Map{Source: system, Zone: time.UTC}
	used := map[string]bool{}
	for _, kind := range sections() {
		for _, e := range exports(system, kind) {
			i := slices.IndexFunc(files, func(h Header) bool { return !used[h.File] && e.fits(h) })
			if i < 0 {
				continue
			}
			used[files[i].File] = true
			m.Sections = append(m.Sections, e.read(files[i]))
			break
		}
	}
	for _, h := range files {
		if !used[h.File] {
			m.Unread = append(m.Unread, h.File)
		}
	}
	return m
}

func (e export) fits(h Header) bool {
	if e.system == "arus" && !strings.EqualFold(path.Base(h.File), e.section+".csv") {
		return false
	}
	return len(e.lacks(h)) == 0
}

// columnsOf finds the first of the alternatives a|b+c that the file has; those
// joined by + must all be there.
func columnsOf(h Header, alternatives string) []string {
	for alternative := range strings.SplitSeq(alternatives, "|") {
		var all []string
		for name := range strings.SplitSeq(alternative, "+") {
			i := slices.IndexFunc(h.Columns, func(c string) bool { return Fold(c) == Fold(name) })
			if i < 0 {
				all = nil
				break
			}
			all = append(all, h.Columns[i])
		}
		if all != nil {
			return all
		}
	}
	return nil
}

func (e export) read(h Header) *Section {
	s := &Section{Kind: e.section, File: h.File, Fields: map[string]Column{}, Custom: map[string]Column{}}
	for _, f := range schema(e.section) {
		if found := columnsOf(h, e.fields[f.name]); e.fields[f.name] != "" && found != nil {
			s.Fields[f.name] = Column{Names: found}
		}
	}
	for name, value := range e.where {
		s.Where = append(s.Where, Condition{Column: columnsOf(h, name)[0], In: []string{value}})
	}
	for _, c := range h.Columns {
		if name, ok := strings.CutPrefix(c, "custom."); ok && e.system == "arus" && customisable(e.section) {
			s.Custom[name] = Column{Names: []string{c}}
		}
	}
	if e.section == Deals && e.stageIsOutcome {
		e.close(h, s)
	}
	return s
}

// close completes deals of systems in which the last stages are the outcomes
// and the close date of a closed deal is the day it was closed.
func (e export) close(h Header, s *Section) {
	flag := func(name string) string {
		if found := columnsOf(h, e.fields[name]); e.fields[name] != "" && found != nil {
			return found[0]
		}
		return ""
	}
	o := Column{Names: s.Fields["stage"].Names, Won: []string{"Closed Won"}, Lost: []string{"Closed Lost"}}
	if o.IsWon = flag("is_won"); o.IsWon != "" {
		o.IsLost, o.IsClosed = flag("is_lost"), flag("is_closed")
	}
	s.Fields["outcome"] = o
	if c, ok := s.Fields["close_date"]; ok {
		c.When = "closed"
		s.Fields["closed_at"] = c
	}
}

func exports(system, section string) []export {
	switch system {
	case "arus":
		return []export{ours(section)}
	case "salesforce":
		return salesforce(section)
	case "hubspot":
		return hubspot(section)
	}
	return pipedrive(section)
}

// ours are the names of our own API and exports: the field itself, or the
// field with _id or _name where one object refers to another.
func ours(section string) export {
	e := export{system: "arus", section: section, fields: map[string]string{}}
	for _, f := range schema(section) {
		names := f.name
		switch {
		case section == History && f.name == "to":
			names += "|to_stage|stage"
		case section == History && f.name == "from":
			names += "|from_stage"
		case f.name == "at":
			names += "|effective_at|changed_at"
		case f.name == "value" || f.name == "price" || f.name == "revenue" || f.name == "budget":
			names += "|" + f.name + "_amount|" + f.name + ".amount"
		case f.name == "currency":
			names += "|value_currency|value.currency|price.currency|budget_currency|budget.currency"
		case f.kind == textValue && f.name != "id" && f.name != "name":
			names += "|" + f.name + "_name|" + f.name + "_id"
		}
		e.fields[f.name] = names
		if f.required {
			e.needs = append(e.needs, names)
		}
	}
	return e
}

// salesforce knows the objects as Data Loader and the weekly export write
// them, and deals also as a report.
func salesforce(section string) []export {
	e := export{system: "salesforce", section: section}
	switch section {
	case Deals:
		e.needs = []string{"Id|Opportunity ID", "StageName|Stage", "CloseDate|Close Date", "OwnerId|Opportunity Owner|AccountId|Account Name"}
		e.fields = map[string]string{"id": "Id|Opportunity ID", "name": "Name|Opportunity Name", "stage": "StageName|Stage",
			"close_date": "CloseDate|Close Date", "value": "Amount", "currency": "CurrencyIsoCode|Amount Currency",
			"created_at": "CreatedDate|Created Date", "owner": "Owner.Email|OwnerId|Opportunity Owner", "account": "AccountId|Account Name",
			"source": "LeadSource|Lead Source", "next_step": "NextStep|Next Step", "is_won": "IsWon|Won", "is_closed": "IsClosed|Closed"}
		e.stageIsOutcome = true
	case History:
		byStage, byField := e, e
		byStage.needs = []string{"OpportunityId", "StageName", "CreatedDate"}
		byStage.fields = map[string]string{"deal": "OpportunityId", "to": "StageName", "at": "CreatedDate", "actor": "CreatedById"}
		byField.needs = []string{"OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate"}
		byField.fields = map[string]string{"deal": "OpportunityId", "from": "OldValue", "to": "NewValue", "at": "CreatedDate", "actor": "CreatedById"}
		byField.where = map[string]string{"Field": "StageName"}
		return []export{byStage, byField}
	case Accounts:
		e.needs = []string{"Id", "Name", "BillingCountry|Industry|AccountNumber|ParentId", "OwnerId"}
		e.fields = map[string]string{"id": "Id", "name": "Name", "industry": "Industry", "country": "BillingCountry", "region": "BillingState",
			"website": "Website", "employees": "NumberOfEmployees", "revenue": "AnnualRevenue", "currency": "CurrencyIsoCode",
			"owner": "OwnerId", "parent": "ParentId"}
	case Contacts:
		e.needs = []string{"Id", "AccountId", "LastName", "Email"}
		e.fields = map[string]string{"id": "Id", "name": "Name|FirstName+LastName|LastName", "title": "Title", "email": "Email", "phone": "Phone", "account": "AccountId"}
	case Users:
		e.needs = []string{"Id", "Username", "Email", "Name"}
		e.fields = map[string]string{"id": "Id", "name": "Name", "email": "Email", "manager": "ManagerId", "active": "IsActive"}
	case Leads:
		e.needs = []string{"Id", "Company", "LastName|Name", "LeadSource|Status"}
		e.fields = map[string]string{"id": "Id", "name": "Name|FirstName+LastName|LastName", "company": "Company", "title": "Title", "email": "Email", "phone": "Phone",
			"source": "LeadSource", "region": "State", "employees": "NumberOfEmployees", "need": "Description", "owner": "OwnerId"}
		open := e
		open.needs, open.where = append([]string{"IsConverted"}, e.needs...), map[string]string{"IsConverted": "false"} // the others are deals by now
		return []export{open, e}
	case Products:
		e.needs = []string{"Id", "Name", "ProductCode"}
		e.fields = map[string]string{"id": "Id", "name": "Name", "code": "ProductCode", "family": "Family"}
	default:
		return nil
	}
	return []export{e}
}

func hubspot(section string) []export {
	e := export{system: "hubspot", section: section}
	switch section {
	case Deals:
		e.needs = []string{"Record ID|Deal ID", "Deal Name", "Deal Stage"}
		e.fields = map[string]string{"id": "Record ID|Deal ID", "name": "Deal Name", "stage": "Deal Stage", "pipeline": "Pipeline",
			"value": "Amount", "currency": "Currency", "created_at": "Create Date", "close_date": "Close Date", "owner": "Deal owner",
			"account": "Associated Company IDs|Associated Company|Primary Associated Company", "contact": "Associated Contact IDs|Associated Contact",
			"lost_reason": "Closed Lost Reason", "next_step": "Next step", "source": "Original Source Type|Original Traffic Source",
			"is_won": "Is Closed Won", "is_lost": "Is closed lost", "is_closed": "Is Deal Closed?"}
		e.stageIsOutcome = true
	case Accounts:
		e.needs = []string{"Record ID|Company ID", "Company name", "Company owner|Company Domain Name"}
		e.fields = map[string]string{"id": "Record ID|Company ID", "name": "Company name", "industry": "Industry", "country": "Country/Region|Country",
			"region": "State/Region", "website": "Website URL|Company Domain Name", "employees": "Number of Employees",
			"revenue": "Annual Revenue", "owner": "Company owner", "parent": "Parent Company"}
	case Contacts:
		e.needs = []string{"Record ID|Contact ID", "Email", "Last Name"}
		e.fields = map[string]string{"id": "Record ID|Contact ID", "name": "First Name+Last Name|Last Name", "email": "Email", "phone": "Phone Number",
			"title": "Job Title", "account": "Associated Company IDs|Associated Company|Company Name"}
	default:
		return nil
	}
	return []export{e}
}

func pipedrive(section string) []export {
	e := export{system: "pipedrive", section: section}
	switch section {
	case Deals:
		e.needs = []string{"Deal - ID", "Deal - Title", "Deal - Stage", "Deal - Status"}
		e.fields = map[string]string{"id": "Deal - ID", "name": "Deal - Title", "stage": "Deal - Stage", "pipeline": "Deal - Pipeline",
			"outcome": "Deal - Status", "value": "Deal - Value", "currency": "Deal - Currency of value|Deal - Currency",
			"created_at": "Deal - Deal created|Deal - Creation date", "closed_at": "Deal - Deal closed on|Deal - Closed on",
			"close_date": "Deal - Expected close date", "owner": "Deal - Owner", "account": "Deal - Organization|Organization",
			"contact": "Deal - Contact person|Contact person", "lost_reason": "Deal - Lost reason", "source": "Deal - Source channel|Deal - Lead Source"}
	case Accounts:
		e.needs = []string{"Organization - ID", "Organization - Name"}
		e.fields = map[string]string{"id": "Organization - ID", "name": "Organization - Name", "country": "Organization - Country of Address",
			"owner": "Organization - Owner", "industry": "Organization - Industry"}
	case Leads:
		e.needs = []string{"Lead - ID", "Lead - Title"}
		e.fields = map[string]string{"id": "Lead - ID", "name": "Lead - Title", "company": "Lead - Organization|Organization - Name", "source": "Lead - Source channel|Lead - Source",
			"budget": "Lead - Value", "currency": "Lead - Currency of value|Lead - Currency", "owner": "Lead - Owner"}
	case Contacts:
		e.needs = []string{"Person - ID", "Person - Name"}
		e.fields = map[string]string{"id": "Person - ID", "name": "Person - Name", "email": "Person - Email - Work|Person - Email",
			"phone": "Person - Phone - Work|Person - Phone", "account": "Person - Organization"}
	default:
		return nil
	}
	return []export{e}
}

// NotRecognised is the finding about files that no known system writes. Where one of them has most of what deals of a system
// have, it says what is missing of that.
func NotRecognised(files []Header) Finding {
	var names []string
	for _, h := range files {
		names = append(names, h.File)
	}
	reason := rows.Because(rows.CodeNotRecognised, strings.Join(names, ", "))
	fewest := 0
	for _, system := range []string{"salesforce", "hubspot", "pipedrive"} {
		for _, e := range exports(system, Deals) {
			for _, h := range files {
				lacks := e.lacks(h)
				if nearly := 2*len(lacks) <= len(e.needs); nearly && (fewest == 0 || len(lacks) < fewest) {
					fewest = len(lacks)
					reason = rows.Because(rows.CodeNearlyKnown, h.File, strings.ToUpper(system[:1])+system[1:], strings.Join(lacks, "; "))
				}
			}
		}
	}
	f := reason.Finding(rows.Error)
	f.Detail = f.Text("en")
	return f
}

// lacks are the columns that a file would need besides, each with the others that would do.
func (e export) lacks(h Header) (all []string) {
	for _, need := range e.needs {
		if len(columnsOf(h, need)) == 0 {
			all = append(all, strings.ReplaceAll(need, "|", " / "))
		}
	}
	return all
}

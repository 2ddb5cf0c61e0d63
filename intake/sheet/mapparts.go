package sheet

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"arus/intake/rows"
)

func styleKeys() []string { return []string{"decimal", "dates", "encoding", "delimiter"} }

func (p *mapParser) root(n *yaml.Node) {
	common := &Section{}
	parts := map[string]*yaml.Node{}
	known := slices.Concat([]string{"source", "time_zone", "pipeline", "pipelines"}, styleKeys(), sections())
	p.mapping(n, "", known, func(key string, value *yaml.Node, path string) {
		switch key {
		case "source":
			p.m.Source = strings.TrimSpace(p.text(value, path))
		case "time_zone":
			zone, err := time.LoadLocation(p.text(value, path))
			if err != nil {
				p.fail(placeOf(value, path), rows.CodeWrongShape, "a time zone such as Asia/Jakarta")
				return
			}
			p.m.Zone = zone
		case "pipeline", "pipelines":
			p.pipelines(value, path)
		default:
			if !p.style(key, value, path, common) {
				parts[key] = value
			}
		}
	})
	if p.m.Source == "" {
		p.fail(placeOf(n, "source"), rows.CodeMissingKey, "source")
	}
	// A section takes the common style over, so these come first wherever
	// they stand in the file.
	for _, kind := range sections() {
		if node, ok := parts[kind]; ok {
			p.section(node, kind, *common)
		}
	}
	if len(p.m.Sections) == 0 && len(p.found) == 0 {
		p.fail(placeOf(n, Deals), rows.CodeMissingKey, Deals)
	}
}

func (p *mapParser) pipelines(n *yaml.Node, path string) {
	if n.Kind != yaml.SequenceNode {
		p.pipeline(n, path)
		return
	}
	for _, one := range n.Content {
		p.pipeline(one, path)
	}
}

func (p *mapParser) pipeline(n *yaml.Node, path string) {
	var line Pipeline
	p.mapping(n, path, []string{"name", "stages", "currency", "value_kind", "closed"}, func(key string, value *yaml.Node, path string) {
		switch key {
		case "name":
			line.Name = p.text(value, path)
		case "currency":
			line.Currency = p.text(value, path)
		case "value_kind":
			line.ValueKind = strings.ToLower(p.text(value, path))
		case "stages":
			line.Stages = p.stages(value, path)
		case "closed":
			p.mapping(value, path, []string{"won", "lost"}, func(key string, value *yaml.Node, path string) {
				if key == "won" {
					line.Won = p.texts(value, path)
				} else {
					line.Lost = p.texts(value, path)
				}
			})
		}
	})
	if line.Name == "" && n.Kind == yaml.MappingNode {
		p.fail(placeOf(n, path), rows.CodeMissingKey, "name")
	}
	p.m.Pipelines = append(p.m.Pipelines, line)
}

func (p *mapParser) stages(n *yaml.Node, path string) []Stage {
	if n.Kind != yaml.SequenceNode {
		p.fail(placeOf(n, path), rows.CodeWrongShape, "a list of stages, first to last")
		return nil
	}
	var all []Stage
	for _, item := range n.Content {
		stage := Stage{}
		if item.Kind == yaml.ScalarNode {
			stage.Name = p.text(item, path)
		} else {
			p.stage(item, path, &stage)
		}
		if slices.ContainsFunc(all, func(s Stage) bool { return s.Name == stage.Name }) {
			p.fail(placeOf(item, path), rows.CodeDuplicateKey, stage.Name)
		}
		all = append(all, stage)
	}
	return all
}

func (p *mapParser) stage(n *yaml.Node, path string, stage *Stage) {
	known := []string{"name", "canonical", "category", "sub_stages", "expected_days", "limit_days"}
	p.mapping(n, path, known, func(key string, value *yaml.Node, path string) {
		switch key {
		case "name":
			stage.Name = p.text(value, path)
		case "canonical":
			stage.Canonical = p.text(value, path)
		case "category":
			stage.Category = p.text(value, path)
		case "sub_stages":
			stage.SubStages = p.texts(value, path)
		case "expected_days":
			stage.ExpectedDays = p.days(value, path)
		case "limit_days":
			stage.LimitDays = p.days(value, path)
		}
	})
	if stage.Name == "" {
		p.fail(placeOf(n, path), rows.CodeMissingKey, "name")
	}
}

func (p *mapParser) section(n *yaml.Node, kind string, common Section) {
	s := &common
	s.Kind, s.Fields, s.Custom, s.at = kind, map[string]Column{}, map[string]Column{}, placeOf(n, kind)
	known := slices.Concat([]string{"file", "where"}, styleKeys(), fieldNames(kind))
	if customisable(kind) {
		known = append(known, "custom")
	}
	p.mapping(n, kind, known, func(key string, value *yaml.Node, path string) {
		switch key {
		case "file":
			s.File = p.text(value, path)
		case "where":
			p.mapping(value, path, nil, func(column string, in *yaml.Node, path string) {
				s.Where = append(s.Where, Condition{column, p.texts(in, path), placeOf(in, path)})
			})
		case "custom":
			p.mapping(value, path, nil, func(name string, value *yaml.Node, path string) {
				s.Custom[name] = p.column(value, path, false)
			})
		default:
			if !p.style(key, value, path, s) {
				s.Fields[key] = p.column(value, path, key == "outcome")
			}
		}
	})
	p.m.Sections = append(p.m.Sections, s)
	if n.Kind != yaml.MappingNode {
		return
	}
	if s.File == "" {
		p.fail(s.at, rows.CodeMissingKey, "file")
	}
	for _, f := range schema(kind) {
		if _, ok := s.Fields[f.name]; f.required && !ok {
			p.fail(s.at, rows.CodeMissingKey, f.name)
		}
	}
}

// column reads one of: a column's name; {const: X}; {column: C, …}.
func (p *mapParser) column(n *yaml.Node, path string, outcome bool) Column {
	c := Column{at: placeOf(n, path)}
	if n.Kind == yaml.ScalarNode {
		c.Names = []string{p.text(n, path)}
		return c
	}
	known := []string{"column", "columns", "const", "when", "values", "default", "decimal", "dates"}
	if outcome {
		known = []string{"column", "const", "won", "lost", "open", "is_won", "is_lost", "is_closed", "default"}
	}
	isConst := false
	p.mapping(n, path, known, func(key string, value *yaml.Node, path string) {
		switch key {
		case "const":
			c.Const, isConst = p.text(value, path), true
		default:
			p.columnKey(key, value, path, &c)
		}
	})
	flags := c.IsWon + c.IsLost + c.IsClosed
	if isConst == (len(c.Names) > 0 || flags != "") && n.Kind == yaml.MappingNode {
		p.fail(c.at, rows.CodeWrongShape, "either column: or const:")
	}
	if c.IsClosed != "" && c.IsWon == "" {
		p.fail(c.at, rows.CodeMissingKey, "is_won") // else every closed deal would be lost
	}
	return c
}

func (p *mapParser) columnKey(key string, value *yaml.Node, path string, c *Column) {
	switch key {
	case "column", "columns":
		c.Names = p.texts(value, path)
	case "when":
		c.When = p.choice(value, path, "open", "won", "lost", "closed")
	case "default":
		c.Default = p.text(value, path)
	case "values":
		c.Values = map[string]string{}
		p.mapping(value, path, nil, func(from string, to *yaml.Node, path string) { c.Values[from] = p.text(to, path) })
	case "decimal", "dates":
		var s Section
		p.style(key, value, path, &s)
		c.Decimal, c.Dates = max(c.Decimal, s.Decimal), max(c.Dates, s.Dates)
	case "won":
		c.Won = p.texts(value, path)
	case "lost":
		c.Lost = p.texts(value, path)
	case "open":
		c.Open = p.texts(value, path)
	case "is_won":
		c.IsWon = p.text(value, path)
	case "is_lost":
		c.IsLost = p.text(value, path)
	case "is_closed":
		c.IsClosed = p.text(value, path)
	}
}

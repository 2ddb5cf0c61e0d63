package rows

// clock takes an optional time of day; false if there is half of one.
func (c *cursor) clock(w *writtenDate) (ok bool) {
	marked := c.any("Tt") != 0
	if !marked {
		c.skip(" ,")
	}
	if c.rest == "" || c.rest[0] < '0' || c.rest[0] > '9' {
		return !marked
	}
	if w.hour, _, ok = c.number(1, 2); !ok || c.any(":") == 0 {
		return false
	}
	if w.minute, _, ok = c.number(2, 2); !ok {
		return false
	}
	if c.any(":") != 0 {
		if w.second, _, ok = c.number(2, 2); !ok {
			return false
		}
		if c.any(".,") != 0 {
			value, width, ok := c.number(1, 9)
			if !ok {
				return false
			}
			for ; width < 9; width++ {
				value *= 10
			}
			w.nanos = value
		}
	}
	return c.halfDay(w) && w.hour < 24 && w.minute < 60 && w.second < 60
}

func (c *cursor) halfDay(w *writtenDate) bool {
	before := c.rest
	c.skip(" ")
	word := c.word()
	switch {
	case word != "am" && word != "pm":
		c.rest = before
		return true
	case w.hour < 1 || w.hour > 12:
		return false
	case word == "pm":
		w.hour = w.hour%12 + 12
	default:
		w.hour %= 12
	}
	return true
}

// zone takes an optional offset: Z, UTC, +07:00, +0700, +07, or one of the
// three Indonesian zones by name. Other names are refused: many mean several
// things (IST, CST).
func (c *cursor) zone(w *writtenDate) bool {
	c.skip(" ")
	if c.rest == "" {
		return true
	}
	w.hasOffset = true
	sign := c.any("+-")
	if sign == 0 {
		hours, known := map[string]int{"z": 0, "utc": 0, "gmt": 0, "wib": 7, "wita": 8, "wit": 9}[c.word()]
		w.offset = hours * 3600
		return known
	}
	value, width, ok := c.number(2, 4)
	if !ok || width == 3 {
		return false
	}
	if width == 2 {
		value *= 100
		if c.any(":") != 0 {
			minutes, _, ok := c.number(2, 2)
			if !ok {
				return false
			}
			value += minutes
		}
	}
	w.offset = (value/100)*3600 + (value%100)*60
	if sign == '-' {
		w.offset = -w.offset
	}
	return value <= 1400 && value%100 < 60
}

package sales

import (
	"fmt"
	"strings"
	"time"
)

// Instant is a moment in microseconds since 1970 UTC, the resolution that both databases keep. Zero means none.
type Instant int64

// Forever is later than every instant.
const Forever Instant = 1<<63 - 1

// InstantOf cuts a time to microseconds.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.UnixMicro())
}

// Time is the instant as a UTC time.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// String is RFC 3339 in UTC with as many decimals as needed.
func (i Instant) String() string { return i.Time().Format(time.RFC3339Nano) }

// DaysUntil is the length of [i, later) in days, with its fraction.
func (i Instant) DaysUntil(later Instant) float64 {
	return float64(later-i) / float64(24*time.Hour/time.Microsecond)
}

// MarshalJSON writes RFC 3339, or null for none.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i == 0 {
		return []byte("null"), nil
	}
	b := make([]byte, 0, 32)
	b = append(b, '"')
	b = i.Time().AppendFormat(b, time.RFC3339Nano)
	return append(b, '"'), nil
}

// UnmarshalJSON reads RFC 3339 with any offset.
func (i *Instant) UnmarshalJSON(b []byte) error {
	var t time.Time // stays zero for null
	if string(b) != "null" {
		var err error
		if t, err = time.Parse(`"`+time.RFC3339Nano+`"`, string(b)); err != nil {
			return fmt.Errorf("%s is not an instant such as 2026-11-23T08:00:00Z", b)
		}
	}
	*i = InstantOf(t)
	return nil
}

// Day is a calendar day as the number of days since 1970-01-01, without a time zone. Zero means none.
type Day int32

// DayOf is the day that t falls on in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("%q is not a day such as 2026-11-23", text)
	}
	return DayOf(t), nil
}

// Time is midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Start is the first instant of the day in a location.
func (d Day) Start(in *time.Location) Instant {
	y, m, day := d.Time().Date()
	return InstantOf(time.Date(y, m, day, 0, 0, 0, 0, in))
}

// End is the last instant of the day in a location: the picture "as of" a day is the one at its end.
func (d Day) End(in *time.Location) Instant { return (d + 1).Start(in) - 1 }

// String is YYYY-MM-DD.
func (d Day) String() string { return d.Time().Format(time.DateOnly) }

// MarshalJSON writes "YYYY-MM-DD", or null for none.
func (d Day) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads "YYYY-MM-DD" or null.
func (d *Day) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = 0
		return nil
	}
	day, err := ParseDay(strings.Trim(string(b), `"`))
	*d = day
	return err
}

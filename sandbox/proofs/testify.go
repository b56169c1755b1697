// Package {name} has the assertions that tests of datasets use of testify, which is not installed.
package {name}

import (
	"bytes"
	"fmt"
	"math"
	"reflect"
	"strings"
)

// TestingT is what a failure is told to.
type TestingT interface {
	Errorf(format string, args ...interface{})
	FailNow()
}

// Assertions are the same functions for one test.
type Assertions struct{ t TestingT }

// New gives those of a test.
func New(t TestingT) *Assertions { return &Assertions{t} }

func check(t TestingT, holds bool, what string, values ...interface{}) bool {
	if !holds {
		t.Errorf("Assertion failed: %s %s", what, fmt.Sprintf("%#v", values))
		if "{name}" == "require" {
			t.FailNow()
		}
	}
	return holds
}

func same(want, got interface{}) bool {
	one, isBytes := want.([]byte)
	other, areBytes := got.([]byte)
	if isBytes && areBytes && one != nil && other != nil {
		return bytes.Equal(one, other)
	}
	return reflect.DeepEqual(want, got)
}

func isNil(value interface{}) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Chan, reflect.Func, reflect.Interface, reflect.Map, reflect.Ptr, reflect.Slice:
		return v.IsNil()
	}
	return false
}

func length(value interface{}) int {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Array, reflect.Chan, reflect.Map, reflect.Slice, reflect.String:
		return v.Len()
	}
	return -1
}

func number(value interface{}) float64 {
	v := reflect.ValueOf(value)
	if v.IsValid() && v.Type().ConvertibleTo(reflect.TypeOf(0.0)) {
		return v.Convert(reflect.TypeOf(0.0)).Float()
	}
	return math.NaN()
}

func contains(all, one interface{}) bool {
	if text, isText := all.(string); isText {
		part, isPart := one.(string)
		return isPart && strings.Contains(text, part)
	}
	v := reflect.ValueOf(all)
	switch v.Kind() {
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if same(key.Interface(), one) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := 0; i < v.Len(); i++ {
			if same(v.Index(i).Interface(), one) {
				return true
			}
		}
	}
	return false
}

func sameItems(want, got interface{}) bool {
	one, other := reflect.ValueOf(want), reflect.ValueOf(got)
	if length(want) != length(got) {
		return false
	}
	taken := make([]bool, length(got))
	for i := 0; i < one.Len(); i++ {
		found := false
		for j := 0; j < other.Len() && !found; j++ {
			found = !taken[j] && same(one.Index(i).Interface(), other.Index(j).Interface())
			taken[j] = taken[j] || found
		}
		if !found {
			return false
		}
	}
	return true
}

// Equal is as in testify.
func Equal(t TestingT, want, got interface{}, _ ...interface{}) bool {
	return check(t, same(want, got), "Equal", want, got)
}

// Equal is as in testify.
func (a *Assertions) Equal(want, got interface{}, _ ...interface{}) bool {
	return Equal(a.t, want, got)
}

// NotEqual is as in testify.
func NotEqual(t TestingT, want, got interface{}, _ ...interface{}) bool {
	return check(t, !same(want, got), "NotEqual", want, got)
}

// NotEqual is as in testify.
func (a *Assertions) NotEqual(want, got interface{}, _ ...interface{}) bool {
	return NotEqual(a.t, want, got)
}

// EqualValues is as in testify.
func EqualValues(t TestingT, want, got interface{}, _ ...interface{}) bool {
	return check(t, same(want, got) || number(want) == number(got), "EqualValues", want, got)
}

// EqualValues is as in testify.
func (a *Assertions) EqualValues(want, got interface{}, _ ...interface{}) bool {
	return EqualValues(a.t, want, got)
}

// True is as in testify.
func True(t TestingT, value bool, _ ...interface{}) bool {
	return check(t, value, "True", value)
}

// True is as in testify.
func (a *Assertions) True(value bool, _ ...interface{}) bool {
	return True(a.t, value)
}

// False is as in testify.
func False(t TestingT, value bool, _ ...interface{}) bool {
	return check(t, !value, "False", value)
}

// False is as in testify.
func (a *Assertions) False(value bool, _ ...interface{}) bool {
	return False(a.t, value)
}

// Nil is as in testify.
func Nil(t TestingT, value interface{}, _ ...interface{}) bool {
	return check(t, isNil(value), "Nil", value)
}

// Nil is as in testify.
func (a *Assertions) Nil(value interface{}, _ ...interface{}) bool {
	return Nil(a.t, value)
}

// NotNil is as in testify.
func NotNil(t TestingT, value interface{}, _ ...interface{}) bool {
	return check(t, !isNil(value), "NotNil", value)
}

// NotNil is as in testify.
func (a *Assertions) NotNil(value interface{}, _ ...interface{}) bool {
	return NotNil(a.t, value)
}

// Error is as in testify.
func Error(t TestingT, err error, _ ...interface{}) bool {
	return check(t, err != nil, "Error", err)
}

// Error is as in testify.
func (a *Assertions) Error(err error, _ ...interface{}) bool {
	return Error(a.t, err)
}

// NoError is as in testify.
func NoError(t TestingT, err error, _ ...interface{}) bool {
	return check(t, err == nil, "NoError", err)
}

// NoError is as in testify.
func (a *Assertions) NoError(err error, _ ...interface{}) bool {
	return NoError(a.t, err)
}

// Len is as in testify.
func Len(t TestingT, value interface{}, size int, _ ...interface{}) bool {
	return check(t, length(value) == size, "Len", value, size)
}

// Len is as in testify.
func (a *Assertions) Len(value interface{}, size int, _ ...interface{}) bool {
	return Len(a.t, value, size)
}

// Empty is as in testify.
func Empty(t TestingT, value interface{}, _ ...interface{}) bool {
	return check(t, isNil(value) || length(value) == 0 || reflect.ValueOf(value).IsZero(), "Empty", value)
}

// Empty is as in testify.
func (a *Assertions) Empty(value interface{}, _ ...interface{}) bool {
	return Empty(a.t, value)
}

// NotEmpty is as in testify.
func NotEmpty(t TestingT, value interface{}, _ ...interface{}) bool {
	return check(t, !(isNil(value) || length(value) == 0 || reflect.ValueOf(value).IsZero()), "NotEmpty", value)
}

// NotEmpty is as in testify.
func (a *Assertions) NotEmpty(value interface{}, _ ...interface{}) bool {
	return NotEmpty(a.t, value)
}

// Contains is as in testify.
func Contains(t TestingT, all, one interface{}, _ ...interface{}) bool {
	return check(t, contains(all, one), "Contains", all, one)
}

// Contains is as in testify.
func (a *Assertions) Contains(all, one interface{}, _ ...interface{}) bool {
	return Contains(a.t, all, one)
}

// NotContains is as in testify.
func NotContains(t TestingT, all, one interface{}, _ ...interface{}) bool {
	return check(t, !contains(all, one), "NotContains", all, one)
}

// NotContains is as in testify.
func (a *Assertions) NotContains(all, one interface{}, _ ...interface{}) bool {
	return NotContains(a.t, all, one)
}

// ElementsMatch is as in testify.
func ElementsMatch(t TestingT, want, got interface{}, _ ...interface{}) bool {
	return check(t, sameItems(want, got), "ElementsMatch", want, got)
}

// ElementsMatch is as in testify.
func (a *Assertions) ElementsMatch(want, got interface{}, _ ...interface{}) bool {
	return ElementsMatch(a.t, want, got)
}

// InDelta is as in testify.
func InDelta(t TestingT, want, got interface{}, delta float64, _ ...interface{}) bool {
	return check(t, math.Abs(number(want)-number(got)) <= delta, "InDelta", want, got, delta)
}

// InDelta is as in testify.
func (a *Assertions) InDelta(want, got interface{}, delta float64, _ ...interface{}) bool {
	return InDelta(a.t, want, got, delta)
}

// InEpsilon is as in testify.
func InEpsilon(t TestingT, want, got interface{}, epsilon float64, _ ...interface{}) bool {
	return check(t, math.Abs(number(want)-number(got)) <= epsilon*math.Abs(number(want)), "InEpsilon", want, got, epsilon)
}

// InEpsilon is as in testify.
func (a *Assertions) InEpsilon(want, got interface{}, epsilon float64, _ ...interface{}) bool {
	return InEpsilon(a.t, want, got, epsilon)
}

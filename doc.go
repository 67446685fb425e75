// Package detente is the root of the tool for step-by-step agreements between
// parties that do not trust each other. It holds no code of its own, only the
// tests that keep the house in order: which package may import which, what a
// pure package stays away from, which words are never shown to anybody, and
// whether the pages still say what the program does.
//
// One rule is enough to find one's way. A package at the root is pure: values
// in, values out. Whatever touches disk, network, clock, key or screen is in
// internal or cmd. ARCHITECTURE.md has the rooms and the arrows between them.
package detente

//go:generate go test -count=1 -run ^TestPages$ . -update

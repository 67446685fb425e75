// Package inspection says how closely steps have to be verified, so that nobody
// gains by only pretending to perform one.
//
// # The threshold
//
// A performer p that pretends to perform step j saves c = −v(j). If it goes
// unnoticed, the agreement is carried out to the end and p has V + c. If it is
// noticed, everything breaks down at that state s, in which j has not been performed:
// p has A(s) + u − b. Pretending does not pay when the probability d of being
// noticed is at least
//
//	d* = c / (c + V − u − A(s) + b) = c / (c + b − T(s)),
//
// and 0 where c ≤ 0. Where p carries on at s, b − T(s) ≥ 0 and d* is at most 1; where it
// would rather leave, no detection is enough. For a range everything is taken at
// its least favourable end, where d* is greatest.
//
// Three things are taken for granted, and belong on the table. What was not
// noticed when it was confirmed is not noticed later. What is noticed ends the
// agreement, as if p had left. Whether one pretence is noticed says nothing about
// the next: an inspector that would miss one of them would not for that reason
// miss all.
//
// Then the thresholds of single steps are enough against pretending with several
// of them. After one that went unnoticed p gets V + c by finishing, c
// more, and holds at any later state (1 − ρ(j))·c more, which is no more than that:
// so b − T is no smaller than it was, and no later threshold rises. And of two
// at once, each with (1 − d) ≤ S/(c + S): both pass with at most
// S²/((c+S)(c'+S)) ≤ S/(c + c' + S), which is what it takes.
//
// # Inspecting some of many
//
// Where a step has many parts, not each of them has to be looked at:
// [Samplings]. A lot treats all parts alike, whatever their sizes: each is looked at
// as often as the part that needs most. To look at larger parts more often could
// be enough with fewer looks; that is not worked out. The game of Dresher, in which
// the inspected party sees what is inspected, is in [Value], [Chance] and
// [Deterring].
//
//   - M. Dresher, "A Sampling Inspection Problem in Arms Control Agreements: A
//     Game-Theoretic Analysis", RAND RM-2972, 1962.
//   - R. Avenhaus, B. von Stengel and S. Zamir, "Inspection Games", in Handbook of
//     Game Theory 3, 2002.
package inspection

// Package stability says which states of a stand-off last: for whom, under which
// expectation of what the others would do, and on what that rests. It works on the
// situation of package standoff alone and knows nothing of texts, agreements or plans.
package stability
